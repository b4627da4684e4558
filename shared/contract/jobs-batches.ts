import * as z from 'zod';
import { batchResultKinds } from '../domain/batch-result.ts';
import { AccountId, BatchId } from './ids.ts';
import { job } from './job.ts';
import { UploadArrived } from './jobs.ts';

/** From a spreadsheet to many documents, and to one file of all of them. */

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
