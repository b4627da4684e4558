import { withShownCharge } from '../domain/charge.ts';
import type { Document } from '../domain/document.ts';
import type { FileLink } from './download-link.ts';

type Linked = ReturnType<typeof withShownCharge<Document>> & {
  download?: FileLink | undefined;
  downloads?: FileLink[];
};

/**
 * Finished documents, those that are ready with a link to each file asked for. What makes links is loaded with the
 * first one: most requests do not wait for their documents, and S3's client is a fifth of what a function would read
 * at its start.
 */
export async function withLinks(documents: readonly Document[], at: Date): Promise<Linked[]> {
  const { downloadLink } = await import('./download-link.ts');
  return Promise.all(
    documents.map(async (document) => {
      const shown = withShownCharge(document);
      if (document.state !== 'ready') return shown;
      const downloads = await Promise.all(
        document.formats.map((format) => downloadLink(document, format, at)),
      );
      return { ...shown, download: downloads[0], downloads };
    }),
  );
}
