import * as z from 'zod';
import { documentStates, maxDocumentsPerRequest } from '../domain/document.ts';
import { DocumentId, TemplateId } from './ids.ts';
import { PageQuery, pageOf } from './page.ts';
import { route } from './route.ts';
import { line } from './text.ts';

/** Bytes. All documents of one request go into one DynamoDB transaction, which may carry 4 MB. */
const generateBodyLimit = 2 * 1024 * 1024;

const Download = z
  .object({
    url: z.url().describe('Good for a few minutes, for anybody who has it.'),
    fileName: z.string(),
    expiresAt: z.iso.datetime(),
    sha256: z.string().describe('Hexadecimal, of the file behind the link.'),
    size: z.int().describe('Bytes.'),
  })
  .meta({ id: 'DocumentDownload' });

export const Document = z
  .object({
    documentId: DocumentId,
    templateId: TemplateId,
    version: z.int().min(1),
    name: z.string(),
    state: z.enum(documentStates),
    failure: z
      .object({ code: z.string(), message: z.string() })
      .optional()
      .describe('Why it failed; only when the state is "failed".'),
    verificationCode: z
      .string()
      .optional()
      .describe('What its QR code leads to, at /verify/; only when the template asks for one.'),
    sha256: z.string().optional(),
    size: z.int().optional(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    download: Download.optional().describe('Only when you waited for a ready document.'),
  })
  .meta({ id: 'Document' });

/** A list leaves the code out: ask for the document itself to see it. */
export const DocumentSummary = Document.omit({ verificationCode: true, download: true }).meta({
  id: 'DocumentSummary',
});

const Values = z
  .record(z.string().max(400), z.unknown())
  .describe('A value for every field of the template.');

const params = z.object({ documentId: DocumentId });

export const generateDocuments = route({
  method: 'POST',
  path: '/documents/generate',
  auth: 'user',
  summary: 'Fill a template, once or up to 100 times',
  description:
    'Answers 202 with queued documents. With "Prefer: wait=N" (seconds, at most 20) it answers 200 with download links when all are finished in time.',
  needs: ['table:read', 'table:write', 'artefacts:read', 'artefacts:write', 'render:send'],
  body: z.strictObject({
    templateId: TemplateId,
    version: z.int().min(1).optional().describe('The version in use unless you name one.'),
    name: line(120).optional().describe('File name without extension.'),
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
  errors: ['not-found', 'template-not-ready', 'invalid-values', 'conflict'],
  memory: 1024,
  timeout: 29,
});

export const listDocuments = route({
  method: 'GET',
  path: '/documents',
  auth: 'user',
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
  summary: 'Get a short-lived link to the file',
  needs: ['table:read', 'artefacts:read'],
  params,
  reply: { status: 200, body: Download },
  errors: ['document-not-ready'],
});

export const deleteDocument = route({
  method: 'DELETE',
  path: '/documents/{documentId}',
  auth: 'user',
  summary: 'Delete a document and its file',
  needs: ['table:read', 'table:write', 'artefacts:delete'],
  params,
  reply: { status: 204 },
  errors: ['conflict', 'document-not-ready'],
});
