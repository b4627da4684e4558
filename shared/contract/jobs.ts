import * as z from 'zod';
import { AccountId, DocumentId } from './ids.ts';
import { job } from './job.ts';

/** A message names documents of one account and one template version, so that one compiled template serves all. */
export const RenderMessage = z.strictObject({
  accountId: AccountId,
  documentIds: z.array(DocumentId).min(1).max(100),
});

export const renderDocuments = job({
  kind: 'queue',
  queue: 'render',
  summary: 'Fill templates and store the finished documents',
  needs: ['table:read', 'table:write', 'artefacts:read', 'artefacts:write'],
  message: RenderMessage,
  batchSize: 10,
  maxReceives: 3,
  memory: 1769,
  timeout: 30,
});

export const failDocuments = job({
  kind: 'dead-letter',
  of: renderDocuments,
  summary: 'Mark documents failed whose message was given up',
  needs: ['table:read', 'table:write'],
  memory: 512,
  timeout: 30,
});

/** What S3 writes on a queue when an object has arrived; only what we read of it. Keys are URL-encoded. */
export const UploadArrived = z.object({
  Records: z
    .array(
      z.object({
        eventName: z.string(),
        s3: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }),
      }),
    )
    .min(1)
    .optional(),
  /** S3 sends one message without records when the notification is set up. */
  Event: z.literal('s3:TestEvent').optional(),
});

/** Keys of the objects that arrived, as they were given when the upload was announced. */
export const uploadedKeys = ({ Records = [] }: z.output<typeof UploadArrived>): string[] =>
  Records.map(({ s3 }) => decodeURIComponent(s3.object.key.replaceAll('+', ' ')));

export const inspectTemplate = job({
  kind: 'queue',
  queue: 'inspect',
  summary: 'Judge an uploaded Word file and find its fields',
  needs: ['table:read', 'table:write', 'uploads:read', 'uploads:delete', 'artefacts:write'],
  message: UploadArrived,
  uploads: '.docx',
  batchSize: 1,
  maxReceives: 3,
  memory: 1769,
  timeout: 30,
});

export const inspectAsset = job({
  kind: 'queue',
  queue: 'inspect-asset',
  summary: 'Judge an uploaded picture and write it anew',
  needs: ['table:read', 'table:write', 'uploads:read', 'uploads:delete', 'artefacts:write'],
  message: UploadArrived,
  uploads: '.picture',
  packages: ['sharp'],
  batchSize: 1,
  maxReceives: 3,
  memory: 1769,
  timeout: 30,
});

export const rejectAssets = job({
  kind: 'dead-letter',
  of: inspectAsset,
  summary: 'Reject pictures whose inspection was given up',
  needs: ['table:read', 'table:write', 'uploads:delete'],
  memory: 512,
  timeout: 30,
});

export const rejectUploads = job({
  kind: 'dead-letter',
  of: inspectTemplate,
  summary: 'Reject uploads whose inspection was given up',
  needs: ['table:read', 'table:write', 'uploads:delete'],
  memory: 512,
  timeout: 30,
});

export const resendDocuments = job({
  kind: 'schedule',
  every: 'rate(1 minute)',
  summary: 'Queue again what was never picked up, and fail what cannot finish any more',
  needs: ['table:read', 'table:write', 'render:send'],
  memory: 512,
  timeout: 60,
});

export const cleanUploads = job({
  kind: 'schedule',
  every: 'rate(15 minutes)',
  summary: 'Forget uploads that were announced but never made',
  needs: ['table:read', 'table:write', 'uploads:delete'],
  memory: 512,
  timeout: 60,
});

/** The operator's early warning: whoever waits for a PDF should not be the first to find out. */
export const checkConverter = job({
  kind: 'schedule',
  every: 'rate(1 hour)',
  summary: 'Make a PDF file of a letter to see whether the converter works',
  needs: [],
  image: 'converter',
  packages: ['@hyzyla/pdfium'],
  memory: 1769,
  timeout: 60,
});

export const cleanAssets = job({
  kind: 'schedule',
  every: 'rate(15 minutes)',
  summary: 'Forget pictures that were announced but never uploaded',
  needs: ['table:read', 'table:write', 'uploads:delete'],
  memory: 512,
  timeout: 60,
});
