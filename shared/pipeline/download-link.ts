import {
  type Document,
  type DocumentFormat,
  fileNameFor,
  requireFile,
  type StoredFile,
} from '../domain/document.ts';
import { mediaTypes } from '../domain/media-types.ts';
import { type DownloadLink, presignDownload } from '../files/artefacts.ts';
import { documentKey } from '../files/keys.ts';

export type FileLink = DownloadLink & StoredFile & { format: DocumentFormat };

/** A link to a finished file. Throws `document-not-ready` when there is none. */
export async function downloadLink(document: Document, format: DocumentFormat, at: Date): Promise<FileLink> {
  const { sha256, size } = requireFile(document, format);
  const key = documentKey(document.accountId, document.documentId, sha256, format);
  const name = fileNameFor(document.name, format);
  return { ...(await presignDownload(key, name, mediaTypes[format], at)), sha256, size, format };
}
