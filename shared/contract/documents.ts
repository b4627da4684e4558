import * as z from 'zod';
import { chargeStates } from '../domain/charge.ts';
import { documentFormats, documentStates, maxDocumentsPerRequest } from '../domain/document.ts';
import { plans } from '../domain/plan.ts';
import { BatchId, DocumentId, TemplateId } from './ids.ts';
import { PageQuery, pageOf } from './page.ts';
import { Cover, Formats, PdfOptions } from './pdf.ts';
import { PreviewQuery, previewReply } from './preview.ts';
import { route } from './route.ts';
import { line } from './text.ts';

/** Bytes. All documents of one request go into one DynamoDB transaction, which may carry 4 MB. */
const generateBodyLimit = 2 * 1024 * 1024;

const Download = z
  .object({
    url: z.url().describe('Good for a few minutes, for anybody who has it.'),
    format: z.enum(documentFormats),
    fileName: z.string(),
    expiresAt: z.iso.datetime(),
    sha256: z.string().describe('Hexadecimal, of the file behind the link.'),
    size: z.int().describe('Bytes.'),
  })
  .meta({ id: 'DocumentDownload' });

const Charge = z
  .object({
    kobo: z.int().min(0).describe('What it costs once it is ready.'),
    includedInMonth: z
      .string()
      .optional()
      .describe('The month that had room for it: 2026-11, or the moment a month began that was paid for.'),
    priceList: z.string(),
    plan: z.enum(plans),
    state: z
      .enum(chargeStates)
      .describe('held while it is made; charged or included when it is ready; released when it failed.'),
  })
  .meta({ id: 'DocumentCharge' });

export const Document = z
  .object({
    documentId: DocumentId,
    templateId: TemplateId.optional().describe('Absent when it was put together from other documents.'),
    version: z.int().min(1).optional(),
    parts: z.array(DocumentId).optional().describe('What it was put together from, in order.'),
    name: z.string(),
    formats: z.array(z.enum(documentFormats)).describe('What you asked for.'),
    state: z.enum(documentStates),
    failure: z
      .object({ code: z.string(), message: z.string() })
      .optional()
      .describe('Why it failed; only when the state is "failed".'),
    verificationCode: z
      .string()
      .optional()
      .describe('What its QR code leads to, at /verify/; only when the template asks for one.'),
    sha256: z
      .string()
      .optional()
      .describe(
        'Hexadecimal, of the Word file; it is kept when you asked for it, or when the PDF has a password.',
      ),
    size: z.int().optional().describe('Bytes of the Word file.'),
    pdf: z
      .object({
        sha256: z.string(),
        size: z.int().describe('Bytes.'),
        pages: z.int().min(1),
        locked: z.boolean().optional().describe('Whether it takes a password to open it.'),
      })
      .optional()
      .describe('Once there is a PDF.'),
    conversion: z
      .object({
        substitutedFonts: z
          .array(z.object({ asked: z.string(), used: z.array(z.string()) }))
          .describe('Fonts the document asks for that we do not have, and what stands for them.'),
        warnings: z.array(z.object({ code: z.string(), message: z.string() })),
      })
      .optional()
      .describe('What the conversion to PDF has to tell.'),
    batch: z
      .object({ batchId: BatchId, row: z.int() })
      .optional()
      .describe('The row of a spreadsheet that it was made from.'),
    charge: Charge.optional().describe(
      'What it costs; absent of one from a batch, which has the price of all its documents, and of one put together from others.',
    ),
    keepUntil: z.iso
      .datetime()
      .optional()
      .describe('When it is removed, as the retention of your account says; absent when it is kept.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    download: Download.optional().describe('Only when you waited for a ready document: the first format.'),
    downloads: z.array(Download).optional().describe('As download, for each of the formats.'),
  })
  .meta({ id: 'Document' });

/** A list leaves the code and what is rarely asked for out: read the document itself to see it. */
export const DocumentSummary = Document.omit({
  verificationCode: true,
  parts: true,
  conversion: true,
  keepUntil: true,
  download: true,
  downloads: true,
}).meta({ id: 'DocumentSummary' });

const Values = z
  .record(z.string().max(400), z.unknown())
  .describe('A value for every field of the template.');

const params = z.object({ documentId: DocumentId });

export const generateDocuments = route({
  method: 'POST',
  path: '/documents/generate',
  auth: 'user',
  permission: 'documents:write',
  limit: 'generation',
  summary: 'Fill a template, once or up to 100 times',
  description:
    'Answers 202 with queued documents. With "Prefer: wait=N" (seconds, at most 20) it answers 200 with download links when all are finished in time.',
  needs: [
    'table:read',
    'table:write',
    'artefacts:read',
    'artefacts:write',
    'render:send',
    'convert:send',
    'prices:read',
  ],
  body: z.strictObject({
    templateId: TemplateId,
    version: z.int().min(1).optional().describe('The version in use unless you name one.'),
    name: line(120).optional().describe('File name without extension.'),
    formats: Formats,
    pdf: PdfOptions.optional(),
    maxKobo: z
      .int()
      .min(0)
      .optional()
      .describe(
        'The price you saw for all of them together: if they cost more by now, the answer is price-changed.',
      ),
    values: z.union(
      [Values, z.array(Values).min(1, 'Send at least one set of values.').max(maxDocumentsPerRequest)],
      `Send an object of values, or a list of 1 to ${maxDocumentsPerRequest} of them.`,
    ),
  }),
  bodyLimit: generateBodyLimit,
  reply: {
    status: 202,
    body: z.object({ items: z.array(Document) }),
    finishedBody: z.object({ items: z.array(Document) }),
  },
  errors: [
    'not-found',
    'template-not-ready',
    'invalid-values',
    'insufficient-funds',
    'price-changed',
    'conflict',
    'converter-unavailable',
  ],
  memory: 1024,
  timeout: 29,
});

export const mergeDocuments = route({
  method: 'POST',
  path: '/documents/merge',
  auth: 'user',
  permission: 'documents:write',
  limit: 'generation',
  summary: 'Put finished documents together into one PDF',
  description:
    'The parts keep their order; each gets an entry in the outline. Parts that are not PDFs yet are converted. Answers as generate does.',
  needs: ['table:read', 'table:write', 'artefacts:read', 'convert:send'],
  body: z.strictObject({
    name: line(120).describe('File name without extension.'),
    documentIds: z
      .array(DocumentId)
      .min(1, 'Name at least one document.')
      .max(maxDocumentsPerRequest, `Name at most ${maxDocumentsPerRequest} documents.`),
    cover: Cover.optional(),
    pdf: PdfOptions.omit({ archival: true }).optional(),
  }),
  reply: {
    status: 202,
    body: Document,
    finishedBody: Document,
  },
  errors: ['not-found', 'document-not-ready', 'conflict', 'converter-unavailable'],
  timeout: 29,
});

export const previewDocument = route({
  method: 'GET',
  path: '/documents/{documentId}/preview',
  auth: 'user',
  permission: 'documents:read',
  summary: 'Get pictures of a page of a document',
  description:
    'Answers 202 while the pictures are being made; with "Prefer: wait=N" it waits. Pictures are WebP in two sizes.',
  needs: ['table:read', 'table:write', 'artefacts:read', 'preview:send'],
  params,
  query: PreviewQuery,
  reply: previewReply,
  errors: ['document-not-ready', 'preview-failed', 'converter-unavailable'],
  timeout: 29,
});

export const listDocuments = route({
  method: 'GET',
  path: '/documents',
  auth: 'user',
  permission: 'documents:read',
  summary: 'List my documents, newest first',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject({
    ...PageQuery,
    templateId: TemplateId.optional(),
    state: z.enum(documentStates).optional(),
  }),
  reply: { status: 200, body: pageOf(DocumentSummary) },
  errors: [],
});

export const getDocument = route({
  method: 'GET',
  path: '/documents/{documentId}',
  auth: 'user',
  permission: 'documents:read',
  summary: 'Read a document',
  needs: ['table:read'],
  params,
  reply: { status: 200, body: Document },
  errors: [],
});

export const downloadDocument = route({
  method: 'GET',
  path: '/documents/{documentId}/download',
  auth: 'user',
  permission: 'documents:read',
  summary: 'Get a short-lived link to the file',
  needs: ['table:read', 'artefacts:read'],
  params,
  query: z.strictObject({
    format: z.enum(documentFormats).optional().describe('The first of its formats unless you say.'),
  }),
  reply: { status: 200, body: Download },
  errors: ['document-not-ready'],
});

export const deleteDocument = route({
  method: 'DELETE',
  path: '/documents/{documentId}',
  auth: 'user',
  permission: 'documents:delete',
  summary: 'Delete a document and its file',
  needs: ['table:read', 'table:write', 'artefacts:list', 'artefacts:delete'],
  params,
  reply: { status: 204 },
  errors: ['conflict', 'document-not-ready'],
});
