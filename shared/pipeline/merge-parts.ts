import * as documents from '../data/documents.ts';
import { type Document, type DocumentFormat, requireFile } from '../domain/document.ts';
import { type FieldFault, fail, notFound } from '../domain/fault.ts';

/** Bytes of files one merged document is made of: all of them and the result are held at once. */
const mostMergedBytes = 150 * 1024 * 1024;

/**
 * The documents to put together, in order; one may come twice. Throws `not-found` when one of them is not there,
 * `document-not-ready` for one without a file, and `invalid-request` for one that is locked or for too much at once.
 */
export async function requireParts(accountId: string, documentIds: readonly string[]): Promise<Document[]> {
  const found = await documents.findMany(accountId, [...new Set(documentIds)]);
  const byId = new Map(found.map((document) => [document.documentId, document]));
  const parts = documentIds.map((documentId) => byId.get(documentId) ?? notFound('document'));
  const sizes = parts.map((part) => requireFile(part, readableFormat(part)).size);
  refuse(
    parts.flatMap((part, index) => {
      const message = `“${part.name}” has a password, and nothing else is left of it.`;
      return isSealed(part) ? [{ field: `documentIds[${index}]`, message }] : [];
    }),
  );
  if (sizes.reduce((sum, size) => sum + size, 0) > mostMergedBytes) {
    const limit = mostMergedBytes / 1024 / 1024;
    refuse([{ field: 'documentIds', message: `These documents take more than ${limit} MB together.` }]);
  }
  return parts;
}

/** The format whose file can be read: a PDF with a password cannot, but its Word file is kept. */
export const readableFormat = ({ pdf, sha256 }: Document): DocumentFormat =>
  pdf && (!pdf.encrypted || sha256 === undefined) ? 'pdf' : 'docx';

/** Whether a document has nothing but a PDF with a password. */
const isSealed = ({ pdf, sha256 }: Document): boolean => pdf?.encrypted === true && sha256 === undefined;

function refuse(faults: FieldFault[]): void {
  const [first] = faults;
  if (first) fail('invalid-request', first.message, faults);
}
