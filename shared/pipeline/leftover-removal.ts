import * as chunks from '../data/batch-chunks.ts';
import * as leftovers from '../data/leftovers.ts';
import type { Leftover } from '../domain/leftover.ts';
import { deleteFolder } from '../files/artefacts.ts';
import type { DueWork } from './due-work.ts';

/** Removes what was left behind, and then the note of it: dying anywhere in between only means doing it again. */
export async function removeLeftover(left: Leftover): Promise<void> {
  const { accountId, batchId, folder } = left;
  if (batchId !== undefined) await chunks.removeAll(accountId, batchId);
  await deleteFolder(folder);
  await leftovers.remove(left);
}

/** What a crash left undone. */
export const leftoverWork: DueWork<Leftover> = {
  kind: 'leftover',
  list: leftovers.listOpen,
  keyOf: leftovers.keyOf,
  handle: async (left) => {
    await removeLeftover(left);
    return 'removed';
  },
};
