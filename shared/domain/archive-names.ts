import { safeStem } from './table/safe-stem.ts';

/** Characters of a name that stand in an archive: with folder, id and ending the path stays below Windows' 260. */
const longest = 60;

/**
 * What a thing is called in an archive: its name made harmless, and its id behind it. Ids are unique, so no two things
 * ever share a name, in whatever part of the archive they lie.
 */
export const archivedName = (name: string, id: string): string =>
  `${safeStem([...name].slice(0, longest).join(''))} ${id}`;
