import type { ArchiveLine } from '../domain/archive-lists.ts';
import type { ZipFile } from '../engines/zip/write-zip.ts';

/** One thing of an archive: its files, its lines in the lists, and where its section goes on behind it. */
export interface ArchiveStep {
  files: ZipFile[];
  lines: ArchiveLine[];
  /** Undefined when the section ends with it. */
  after: string | undefined;
}

/** Things whose files are read before their turn: enough to hide S3's 20 ms, few enough to hold. */
export const stepsAhead = 8;

/** A file of JSON that people can read, too. */
export const jsonFile = (name: string, content: unknown, date: string): ZipFile => ({
  name,
  content: Buffer.from(`${JSON.stringify(content, undefined, 2)}\n`),
  date: new Date(date),
});

/**
 * What was read of a thing; undefined when it was deleted while we read. S3 does not say more than “no” of a file that is gone,
 * so the table decides. Throws what reading threw when the thing is still there.
 */
export async function unlessGone<T>(
  read: () => Promise<T>,
  find: () => Promise<unknown>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (await find()) throw error;
    return undefined;
  }
}
