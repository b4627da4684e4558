import * as z from 'zod';
import { AccountId, BatchId, DocumentId, TemplateId } from './ids.ts';
import { job } from './job.ts';
import { MailMessage } from './mail.ts';

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

/** As {@link renderDocuments}, for documents that want a PDF, and for those put together from others. */
export const convertDocuments = job({
  kind: 'queue',
  queue: 'convert',
  summary: 'Make documents with their PDFs',
  needs: ['table:read', 'table:write', 'artefacts:read', 'artefacts:write'],
  message: RenderMessage,
  image: 'converter',
  packages: ['@hyzyla/pdfium'],
  batchSize: 1,
  maxReceives: 3,
  memory: 3538,
  timeout: 120,
});

export const failConversions = job({
  kind: 'dead-letter',
  of: convertDocuments,
  summary: 'Mark documents failed whose conversion was given up',
  needs: ['table:read', 'table:write'],
  memory: 512,
  timeout: 30,
});

/** What pictures are made of: a document, a template with sample values, or a row of a dry run. */
export const PreviewMessage = z.strictObject({
  accountId: AccountId,
  subject: z.discriminatedUnion('of', [
    z.strictObject({ of: z.literal('document'), documentId: DocumentId }),
    z.strictObject({ of: z.literal('template'), templateId: TemplateId, version: z.int().min(1) }),
    z.strictObject({ of: z.literal('batch'), batchId: BatchId, row: z.int().min(1) }),
  ]),
  /** The key of the preview, which follows from what the subject looked like when it was asked for. */
  shown: z.string().min(1).max(200),
  /** Which pages, by tens, counted from 0. */
  block: z.int().min(0),
  attempt: z.int().min(1),
});

export const makePreviews = job({
  kind: 'queue',
  queue: 'preview',
  summary: 'Make pictures of pages',
  needs: [
    'table:read',
    'table:write',
    'artefacts:read',
    'artefacts:write',
    'artefacts:list',
    'artefacts:delete',
  ],
  message: PreviewMessage,
  image: 'converter',
  packages: ['sharp', '@hyzyla/pdfium'],
  batchSize: 1,
  maxReceives: 3,
  memory: 3538,
  timeout: 120,
});

export const failPreviews = job({
  kind: 'dead-letter',
  of: makePreviews,
  summary: 'Note that pictures could not be made',
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
  needs: ['table:read', 'table:write', 'render:send', 'convert:send'],
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

export const expireDocuments = job({
  kind: 'schedule',
  every: 'rate(15 minutes)',
  summary: 'Remove documents that their account keeps no longer, with their files',
  needs: ['table:read', 'table:write', 'artefacts:list', 'artefacts:delete'],
  memory: 512,
  timeout: 300,
});

export const sendMails = job({
  kind: 'queue',
  queue: 'mail',
  summary: 'Send mails',
  needs: ['mail:deliver'],
  message: MailMessage,
  // An invitation lets its reader in.
  secret: true,
  batchSize: 10,
  maxReceives: 5,
  memory: 512,
  timeout: 30,
});

export const failMails = job({
  kind: 'dead-letter',
  of: sendMails,
  summary: 'Note mails that could not be sent',
  needs: [],
  memory: 512,
  timeout: 30,
});

export const eraseUsers = job({
  kind: 'schedule',
  every: 'rate(1 hour)',
  summary: 'Erase users and personal accounts whose deletion was asked for 14 days ago',
  needs: [
    'table:read',
    'table:write',
    'uploads:list',
    'uploads:delete',
    'artefacts:list',
    'artefacts:delete',
    'users:erase',
    'mail:send',
  ],
  memory: 512,
  timeout: 300,
});

export const eraseAccounts = job({
  kind: 'schedule',
  every: 'rate(1 hour)',
  summary: 'Erase organisations that were closed 14 days ago',
  needs: [
    'table:read',
    'table:write',
    'uploads:list',
    'uploads:delete',
    'artefacts:list',
    'artefacts:delete',
  ],
  memory: 512,
  timeout: 300,
});

/** A function may write to the table only what belongs to trails, and add anchors. */
export const anchorAudit = job({
  kind: 'schedule',
  every: 'rate(1 day)',
  summary: 'Note where every audit trail stands, in a bucket where nothing can be changed',
  needs: ['table:read', 'audit:append', 'anchors:write'],
  memory: 512,
  timeout: 900,
});

export const settleHolds = job({
  kind: 'schedule',
  every: 'rate(15 minutes)',
  summary: 'Release money that is set aside for work that is no more',
  needs: ['table:read', 'table:write'],
  memory: 512,
  timeout: 60,
});
