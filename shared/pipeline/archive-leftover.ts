import type { Archive } from '../domain/archive.ts';
import { type Leftover, leftoverOf } from '../domain/leftover.ts';
import { archiveFolder } from '../files/keys.ts';

/** The files of an archive that is over, whichever attempts stored them. */
export const leftByArchive = (archive: Archive, at: Date): Leftover =>
  leftoverOf(archive, archive.archiveId, { folder: archiveFolder(archive) }, at);
