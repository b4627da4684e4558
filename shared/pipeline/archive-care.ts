import { archiveUser } from '../contract/jobs-archive.ts';
import * as archives from '../data/archives.ts';
import { postpone } from '../data/due.ts';
import {
  type Archive,
  archiveCare,
  archiveOutOfTime,
  archiveResentAfter,
  nextPart,
} from '../domain/archive.ts';
import { send } from '../runtime/send.ts';
import { leftByArchive } from './archive-leftover.ts';
import { endAsFailed } from './archive-making.ts';
import type { DueWork } from './due-work.ts';
import { removeLeftover } from './leftover-removal.ts';

/** Archives whose week is over, and those at work that have not moved: their message was lost, or never sent. */
export const archiveWork = (now: () => Date): DueWork<Archive> => ({
  kind: 'archive',
  list: archives.listDueBy,
  keyOf: archives.keyOf,
  handle: async (archive) => {
    const at = now();
    switch (archiveCare(archive, at)) {
      case 'leave':
        return 'left';
      case 'remove':
        return (await remove(archive, at)) ? 'removed' : 'lost';
      case 'give-up':
        await endAsFailed(archive, archiveOutOfTime, at);
        return 'given-up';
      case 'resend':
        // Its place in the index only: whoever is at work on it loses nothing.
        await postpone('archive', archives.keyOf(archive), at, new Date(at.getTime() + archiveResentAfter));
        await send(archiveUser, [nextPart(archive)]);
        return 'resent';
    }
  },
});

async function remove(archive: Archive, at: Date): Promise<boolean> {
  const left = leftByArchive(archive, at);
  if (!(await archives.remove(archive, left))) return false;
  await removeLeftover(left);
  return true;
}
