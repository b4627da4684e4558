import * as z from 'zod';
import { batchResultKinds } from '../domain/batch-result.ts';
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

export const readTable = job({
  kind: 'queue',
  queue: 'read-table',
  summary: 'Read an uploaded spreadsheet and match its columns with fields',
  needs: [
    'table:read',
    'table:write',
    'uploads:read',
    'uploads:delete',
    'artefacts:write',
    'check-batch:send',
  ],
  message: UploadArrived,
  uploads: '.table',
  batchSize: 1,
  maxReceives: 3,
  memory: 1769,
  timeout: 300,
});

export const rejectTables = job({
  kind: 'dead-letter',
  of: readTable,
  summary: 'Reject spreadsheets whose reading was given up',
  needs: ['table:read', 'table:write', 'uploads:delete'],
  memory: 512,
  timeout: 30,
});

export const CheckMessage = z.strictObject({ accountId: AccountId, batchId: BatchId, check: z.int().min(1) });

export const checkRows = job({
  kind: 'queue',
  queue: 'check-batch',
  summary: 'Make the dry run of a batch: every cell, the names, three documents, the price',
  needs: [
    'table:read',
    'table:write',
    'artefacts:read',
    'artefacts:write',
    'artefacts:delete',
    'prices:read',
  ],
  message: CheckMessage,
  batchSize: 1,
  maxReceives: 3,
  memory: 1769,
  timeout: 300,
});

export const failChecks = job({
  kind: 'dead-letter',
  of: checkRows,
  summary: 'End dry runs that were given up',
  needs: ['table:read', 'table:write', 'artefacts:delete'],
  memory: 512,
  timeout: 30,
});

/** One chunk of a batch; whoever has made it sends the next of its lane. */
export const ChunkMessage = z.strictObject({
  accountId: AccountId,
  batchId: BatchId,
  chunk: z.int().min(0),
});

export const renderRows = job({
  kind: 'queue',
  queue: 'render-rows',
  summary: 'Make the Word files of some rows of a batch',
  needs: ['table:read', 'table:write', 'artefacts:read', 'artefacts:write', 'render-rows:send'],
  message: ChunkMessage,
  batchSize: 1,
  maxReceives: 5,
  memory: 1769,
  timeout: 120,
});

export const failRows = job({
  kind: 'dead-letter',
  of: renderRows,
  summary: 'Fail rows that were given up, and go on with the next',
  needs: ['table:read', 'table:write', 'artefacts:read', 'render-rows:send'],
  memory: 512,
  timeout: 30,
});

export const convertRows = job({
  kind: 'queue',
  queue: 'convert-rows',
  summary: 'Make the files of some rows of a batch, PDFs among them',
  needs: ['table:read', 'table:write', 'artefacts:read', 'artefacts:write', 'convert-rows:send'],
  message: ChunkMessage,
  image: 'converter',
  packages: ['@hyzyla/pdfium'],
  batchSize: 1,
  maxReceives: 5,
  memory: 3538,
  timeout: 120,
});

export const failConvertedRows = job({
  kind: 'dead-letter',
  of: convertRows,
  summary: 'Fail rows with PDFs that were given up, and go on with the next',
  needs: ['table:read', 'table:write', 'artefacts:read', 'convert-rows:send'],
  memory: 512,
  timeout: 30,
});

export const ExportMessage = z.strictObject({
  accountId: AccountId,
  batchId: BatchId,
  kind: z.enum(batchResultKinds),
  /** Which request of this kind it is; one that was overtaken by a newer is passed over. */
  number: z.int().min(1),
});

export const exportBatch = job({
  kind: 'queue',
  queue: 'export',
  summary: 'Put all documents of a batch into one file',
  needs: ['table:read', 'table:write', 'artefacts:read', 'artefacts:write', 'artefacts:delete', 'links:sign'],
  message: ExportMessage,
  // For the fonts of a cover.
  image: 'converter',
  batchSize: 1,
  maxReceives: 3,
  memory: 1769,
  lean: true,
  timeout: 900,
});

export const failExports = job({
  kind: 'dead-letter',
  of: exportBatch,
  summary: 'Note that a result of a batch could not be made',
  needs: ['table:read', 'table:write', 'artefacts:delete'],
  memory: 512,
  timeout: 30,
});

export const resumeBatches = job({
  kind: 'schedule',
  every: 'rate(1 minute)',
  summary: 'Take up what died of batches at work, and end what cannot go on',
  needs: ['table:read', 'table:write', 'check-batch:send', 'render-rows:send', 'convert-rows:send'],
  memory: 512,
  timeout: 60,
});

export const cleanBatches = job({
  kind: 'schedule',
  every: 'rate(15 minutes)',
  summary: 'Clear batches away that nobody went on with, and the working files of those that ended long ago',
  needs: ['table:read', 'table:write', 'uploads:delete', 'artefacts:list', 'artefacts:delete'],
  memory: 512,
  timeout: 300,
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
