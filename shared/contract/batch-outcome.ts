import * as z from 'zod';
import { rowStates } from '../domain/batch-chunk.ts';
import { batchResultKinds, batchResultStates } from '../domain/batch-result.ts';
import { BatchId, DocumentId } from './ids.ts';
import { PageQuery, pageOf } from './page.ts';
import { Cover } from './pdf.ts';
import { PreviewQuery, previewReply } from './preview.ts';
import { route } from './route.ts';

/** What comes of a batch: faults and pictures of its dry run, its rows, its progress, and results as one file. */

const params = z.object({ batchId: BatchId });

export const listBatchFaults = route({
  method: 'GET',
  path: '/batches/{batchId}/faults',
  auth: 'user',
  permission: 'batches:read',
  summary: 'List every cell that does not fit, by row',
  description:
    'The first 10,000; the dry run says how many there are. What no column feeds comes first, once for all rows.',
  needs: ['table:read', 'artefacts:read', 'cursors:sign'],
  params,
  query: z.strictObject(PageQuery),
  reply: {
    status: 200,
    body: pageOf(
      z
        .object({
          row: z.int().describe('As the spreadsheet numbers it; 0 for a field that no column feeds.'),
          column: z
            .string()
            .describe('The heading; the field where no column feeds it; empty for a row as a whole.'),
          value: z.string().describe('The beginning of what the cell holds.'),
          message: z.string().describe('What is wrong, and what to do about it.'),
        })
        .meta({ id: 'CellFault' }),
    ),
  },
  errors: ['batch-not-ready'],
});

export const previewBatch = route({
  method: 'GET',
  path: '/batches/{batchId}/rows/{row}/preview',
  auth: 'user',
  permission: 'batches:read',
  summary: 'Get pictures of what a row of the dry run becomes',
  description: 'The rows are those of dryRun.previews. Answers as the preview of a document does.',
  needs: ['table:read', 'table:write', 'artefacts:read', 'preview:send'],
  params: z.object({ batchId: BatchId, row: z.coerce.number().int().min(1) }),
  query: PreviewQuery,
  reply: previewReply,
  errors: ['batch-not-ready', 'preview-failed', 'converter-unavailable'],
  timeout: 29,
});

export const listBatchRows = route({
  method: 'GET',
  path: '/batches/{batchId}/rows',
  auth: 'user',
  permission: 'batches:read',
  summary: 'List what became of each row',
  needs: ['table:read', 'cursors:sign'],
  params,
  query: z.strictObject({ ...PageQuery, state: z.enum(rowStates).optional() }),
  reply: {
    status: 200,
    body: pageOf(
      z
        .object({
          row: z.int(),
          name: z.string(),
          state: z.enum(rowStates),
          documentId: DocumentId.optional(),
          failure: z.object({ code: z.string(), message: z.string() }).optional(),
        })
        .meta({ id: 'BatchRow' }),
    ),
  },
  errors: ['batch-not-ready'],
});

export const watchBatch = route({
  method: 'GET',
  path: '/batches/{batchId}/events',
  auth: 'user',
  permission: 'batches:read',
  summary: 'Follow a batch as server-sent events',
  description:
    'Answers with one event as soon as something has changed, after 20 seconds at the latest, and closes; an EventSource comes back by itself and names the last event it saw. The gateway passes no streams on, so each change is an answer of its own.',
  needs: ['table:read'],
  params,
  reply: { status: 200, body: z.string(), contentType: 'text/event-stream; charset=utf-8' },
  errors: [],
  timeout: 29,
});

const ResultKind = z.enum(batchResultKinds);

const BatchResult = z
  .object({
    kind: ResultKind,
    state: z.enum(batchResultStates),
    failure: z.object({ code: z.string(), message: z.string() }).optional(),
    documents: z.int().optional().describe('Documents in it.'),
    size: z.int().optional().describe('Bytes.'),
    createdAt: z.iso.datetime(),
    download: z
      .object({ url: z.url(), fileName: z.string(), expiresAt: z.iso.datetime() })
      .optional()
      .describe('Once it is ready.'),
  })
  .meta({ id: 'BatchResult' });

export const createBatchResult = route({
  method: 'POST',
  path: '/batches/{batchId}/results',
  auth: 'user',
  permission: 'batches:write',
  summary: 'Get all documents of a batch as one file',
  description:
    '"zip" holds all files, "pdf" is all PDFs as one, "csv" lists every row with its state and a link that is good for 30 days, for anybody who has the list. Made from what is ready now; a result of the same kind is replaced. With "Prefer: wait=N" it answers 200 when it was ready in time.',
  needs: ['table:read', 'table:write', 'artefacts:read', 'export:send'],
  params,
  body: z.strictObject({ kind: ResultKind, cover: Cover.optional() }),
  reply: { status: 202, body: BatchResult, finishedBody: BatchResult },
  errors: ['batch-not-ready', 'conflict'],
  timeout: 29,
});

export const getBatchResult = route({
  method: 'GET',
  path: '/batches/{batchId}/results/{kind}',
  auth: 'user',
  permission: 'batches:read',
  summary: 'Read a result of a batch, with a link once it is ready',
  needs: ['table:read', 'artefacts:read'],
  params: z.object({ batchId: BatchId, kind: ResultKind }),
  reply: { status: 200, body: BatchResult },
  errors: [],
});
