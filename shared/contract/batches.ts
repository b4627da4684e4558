// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of name patterns
import * as z from 'zod';
import { batchStates, maxTableBytes } from '../domain/batch.ts';
import { documentFormats } from '../domain/document.ts';
import { BatchId, TemplateId } from './ids.ts';
import { PageQuery, pageOf } from './page.ts';
import { Formats, PdfOptions } from './pdf.ts';
import { Quote } from './quote.ts';
import { route } from './route.ts';
import { line } from './text.ts';
import { fileAnnouncement, Upload } from './upload.ts';

const Mapping = z.strictObject({
  column: z.string().min(1).max(300).describe('The heading of a column.'),
  field: z
    .string()
    .min(1)
    .max(400)
    .nullable()
    .describe('The field it feeds, such as "candidate.name" or "items[0].price"; null leaves it out.'),
});

/** Passwords are told apart by rows, so a batch takes them from a column. */
const BatchPdfOptions = PdfOptions.omit({ openPassword: true, ownerPassword: true }).meta({
  id: 'BatchPdfOptions',
});

const settings = {
  namePattern: line(300)
    .optional()
    .describe('File names without extension, such as "Offer - ${candidate_name} - ${row}".'),
  passwordColumn: z
    .string()
    .min(1)
    .max(300)
    .optional()
    .describe('Heading of the column with the password each PDF is opened with.'),
  pdf: BatchPdfOptions.optional(),
};

const Counts = z.object({
  ready: z.int(),
  failed: z.int(),
  skipped: z.int().describe('Left out because cells do not fit.'),
  cancelled: z.int(),
});

const Progress = z
  .object({
    run: z.int().describe('1, and one more with each time failed rows are run again.'),
    rows: z.int(),
    done: z.int().describe('Rows that have come to an end.'),
    ...Counts.shape,
    quotedKobo: z
      .int()
      .describe(
        'What was confirmed: the quote of this run, and what the runs before it were charged. It never costs more.',
      ),
    chargedKobo: z.int().describe('For what became ready, and for nothing else.'),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'BatchProgress' });

const DryRun = z
  .object({
    rows: z.int(),
    good: z.int(),
    bad: z.int().describe('Rows with at least one cell that does not fit.'),
    faults: z.int().describe('Cells that do not fit, and fields that are missing: see /faults.'),
    missing: z
      .array(z.string())
      .describe('Fields that rows need and that no column feeds; each counts as one fault.'),
    previews: z
      .array(z.object({ row: z.int(), name: z.string() }))
      .describe('Rows to look at: see /rows/{row}/preview.'),
    quote: Quote,
    at: z.iso.datetime(),
  })
  .meta({ id: 'BatchDryRun' });

export const Batch = z
  .object({
    batchId: BatchId,
    templateId: TemplateId,
    version: z.int(),
    name: z.string(),
    state: z.enum(batchStates),
    formats: z.array(z.enum(documentFormats)),
    namePattern: z.string().optional(),
    passwordColumn: z.string().optional(),
    problem: z
      .object({
        code: z.string(),
        message: z.string(),
        row: z.int().optional().describe('As the spreadsheet numbers it, where the problem has a row.'),
        column: z.string().optional().describe('A heading, or the letters of a column without one.'),
      })
      .optional()
      .describe('Why the spreadsheet was rejected, or the dry run could not be made.'),
    table: z
      .object({
        format: z.enum(['csv', 'xlsx']),
        sheet: z.string().optional(),
        headings: z.array(z.string()),
        rows: z.int(),
        notes: z.array(z.string()).describe('What was seen in the spreadsheet and may surprise you.'),
      })
      .optional(),
    mapping: z.array(Mapping.extend({ reason: z.string().optional().describe('Why it was proposed.') })),
    dryRun: DryRun.optional(),
    progress: Progress.optional().describe('Once it was started.'),
    rerunQuote: Quote.optional().describe(
      'What running the failed rows again costs right now. Shown where this batch is read alone, when it has ended with some.',
    ),
    cleared: z
      .boolean()
      .optional()
      .describe('True once its rows are kept no longer: failed ones cannot be run again.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    revision: z.int().describe('Grows with every change; also sent as the ETag.'),
  })
  .meta({ id: 'Batch' });

/** A list leaves out what is large. */
export const BatchSummary = Batch.omit({ table: true, mapping: true, dryRun: true, rerunQuote: true }).meta({
  id: 'BatchSummary',
});

const params = z.object({ batchId: BatchId });

export const createBatch = route({
  method: 'POST',
  path: '/batches',
  auth: 'user',
  permission: 'batches:write',
  summary: 'Announce a spreadsheet and get a link to upload it',
  description:
    'CSV or XLSX, at most 50 MB; its first row names the columns. As soon as it has arrived it is read, its columns are matched with the fields of the template, and a dry run is made: poll the batch until its state is "checked". Nothing is made or charged before you run it.',
  needs: ['table:read', 'table:write', 'uploads:presign'],
  body: z.strictObject({
    templateId: TemplateId,
    version: z.int().min(1).optional().describe('The version in use unless you name one.'),
    name: line(200).optional().describe('The name of the template unless you say.'),
    formats: Formats,
    ...settings,
    ...fileAnnouncement(maxTableBytes),
  }),
  reply: { status: 201, body: z.object({ batch: Batch, upload: Upload }) },
  errors: ['not-found', 'template-not-ready', 'conflict', 'converter-unavailable'],
});

export const listBatches = route({
  method: 'GET',
  path: '/batches',
  auth: 'user',
  permission: 'batches:read',
  summary: 'List my batches, newest first',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject(PageQuery),
  reply: { status: 200, body: pageOf(BatchSummary) },
  errors: [],
});

export const getBatch = route({
  method: 'GET',
  path: '/batches/{batchId}',
  auth: 'user',
  permission: 'batches:read',
  summary: 'Read a batch: its mapping, dry run and progress',
  needs: ['table:read', 'prices:read'],
  params,
  reply: { status: 200, body: Batch },
  errors: [],
});

export const updateBatch = route({
  method: 'PATCH',
  path: '/batches/{batchId}',
  auth: 'user',
  permission: 'batches:write',
  summary: 'Change mapping, names or formats of a batch that has not run',
  description:
    'A new dry run begins by itself. Columns that the mapping does not name keep their field, unless it was only proposed and another column is given it. Without "pdf" among the formats the settings of PDFs go.',
  needs: ['table:read', 'table:write', 'check-batch:send'],
  params,
  body: z.strictObject({
    name: line(200).optional(),
    formats: Formats.unwrap().optional(),
    mapping: z.array(Mapping).max(500).optional(),
    ...settings,
    namePattern: settings.namePattern.unwrap().nullable().optional().describe('null for the usual names.'),
    passwordColumn: settings.passwordColumn.unwrap().nullable().optional().describe('null for no passwords.'),
  }),
  bodyLimit: 512 * 1024,
  reply: { status: 200, body: Batch },
  errors: [
    'batch-not-ready',
    'conflict',
    'precondition-failed',
    'converter-unavailable',
    'not-found',
    'template-not-ready',
  ],
});

export const checkBatch = route({
  method: 'POST',
  path: '/batches/{batchId}/dry-run',
  auth: 'user',
  permission: 'batches:write',
  summary: 'Check every cell again, without making or charging anything',
  description: 'With "Prefer: wait=N" it answers 200 when the dry run ended in time.',
  needs: ['table:read', 'table:write', 'check-batch:send'],
  params,
  reply: { status: 202, body: Batch, finishedBody: Batch },
  errors: ['batch-not-ready', 'conflict'],
  timeout: 29,
});

export const runBatch = route({
  method: 'POST',
  path: '/batches/{batchId}/run',
  auth: 'user',
  permission: 'batches:write',
  limit: 'generation',
  summary: 'Make a document from each good row',
  needs: ['table:read', 'table:write', 'render-rows:send', 'convert-rows:send', 'prices:read'],
  params,
  body: z.strictObject({
    totalKobo: z.int().min(0).describe('The total of the quote you saw: nothing else is charged.'),
    skipBadRows: z.boolean().default(false).describe('Leave rows out that do not fit.'),
  }),
  reply: { status: 202, body: Batch },
  errors: ['batch-not-ready', 'price-changed', 'insufficient-funds', 'conflict', 'converter-unavailable'],
  timeout: 29,
});

export const pauseBatch = route({
  method: 'POST',
  path: '/batches/{batchId}/pause',
  auth: 'user',
  permission: 'batches:write',
  summary: 'Begin no further rows until it is resumed',
  needs: ['table:read', 'table:write'],
  params,
  reply: { status: 200, body: Batch },
  errors: ['batch-not-ready', 'conflict'],
});

export const resumeBatch = route({
  method: 'POST',
  path: '/batches/{batchId}/resume',
  auth: 'user',
  permission: 'batches:write',
  summary: 'Go on with a paused batch',
  needs: ['table:read', 'table:write', 'render-rows:send', 'convert-rows:send'],
  params,
  reply: { status: 202, body: Batch },
  errors: ['batch-not-ready', 'conflict'],
});

export const cancelBatch = route({
  method: 'POST',
  path: '/batches/{batchId}/cancel',
  auth: 'user',
  permission: 'batches:write',
  summary: 'Stop a batch for good; what was made stays',
  needs: ['table:read', 'table:write', 'render-rows:send', 'convert-rows:send'],
  params,
  reply: { status: 202, body: Batch },
  errors: ['batch-not-ready', 'conflict'],
});

export const rerunBatch = route({
  method: 'POST',
  path: '/batches/{batchId}/rerun',
  auth: 'user',
  permission: 'batches:write',
  limit: 'generation',
  summary: 'Make the failed rows of a finished batch again, and no others',
  description:
    'They cost what that many documents cost now, by the list, plan and month of this moment: GET /batches/{batchId} shows it as "rerunQuote".',
  needs: ['table:read', 'table:write', 'render-rows:send', 'convert-rows:send', 'prices:read'],
  params,
  body: z.strictObject({
    totalKobo: z.int().min(0).describe('The total of the rerunQuote you saw: nothing else is charged.'),
  }),
  reply: { status: 202, body: Batch },
  errors: ['batch-not-ready', 'price-changed', 'insufficient-funds', 'conflict', 'converter-unavailable'],
  timeout: 29,
});

export const deleteBatch = route({
  method: 'DELETE',
  path: '/batches/{batchId}',
  auth: 'user',
  permission: 'batches:delete',
  summary: 'Delete a batch that is not running; its documents stay',
  needs: ['table:read', 'table:write', 'uploads:delete', 'artefacts:list', 'artefacts:delete'],
  params,
  reply: { status: 204 },
  errors: ['batch-not-ready', 'conflict'],
});
