import { type Archive, archiveFileName, availableUntil } from '../domain/archive.ts';
import { resultMediaTypes } from '../domain/media-types.ts';
import { archivePartKey } from '../files/keys.ts';

/** An archive as its user sees it, with a link to each part once it is ready. */
export async function archiveView(archive: Archive, at: Date) {
  const { archiveId, state, failure, createdAt, updatedAt } = archive;
  const shown = { archiveId, state, problem: failure, createdAt, updatedAt };
  if (state !== 'ready') return shown;
  // Loaded with the first link: whoever asks for an archive gets none.
  const { presignDownload } = await import('../files/artefacts.ts');
  const files = await Promise.all(
    archive.parts.map(async ({ attempt, size, sha256 }, index) => {
      const key = archivePartKey(archive, index + 1, attempt);
      const name = archiveFileName(archive, index + 1);
      return { size, sha256, ...(await presignDownload(key, name, resultMediaTypes.zip, at)) };
    }),
  );
  return { ...shown, files, availableUntil: availableUntil(archive) };
}
