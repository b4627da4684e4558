import type { Document } from '../domain/document.ts';
import type { FileLink } from './download-link.ts';

/**
 * Finished documents, those that are ready with their link. What makes links is loaded with the first one: most
 * requests do not wait for their documents, and S3's client is a fifth of what a function would read at its start.
 */
export async function withLinks(
  documents: readonly Document[],
  at: Date,
): Promise<(Document & { download?: FileLink })[]> {
  const { downloadLink } = await import('./download-link.ts');
  return Promise.all(
    documents.map(async (document) =>
      document.state === 'ready' ? { ...document, download: await downloadLink(document, at) } : document,
    ),
  );
}
