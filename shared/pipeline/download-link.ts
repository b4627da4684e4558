import { type Document, fileNameFor, requireFile } from '../domain/document.ts';
import { docxMediaType } from '../domain/media-types.ts';
import { type DownloadLink, presignDownload } from '../files/artefacts.ts';
import { documentKey } from '../files/keys.ts';

export type FileLink = DownloadLink & { sha256: string; size: number };

/** A link to the finished file. Throws `document-not-ready` when there is none. */
export async function downloadLink(document: Document, at: Date): Promise<FileLink> {
  const file = requireFile(document);
  const key = documentKey(document.accountId, document.documentId, file.sha256);
  return { ...(await presignDownload(key, fileNameFor(document.name, 'docx'), docxMediaType, at)), ...file };
}
