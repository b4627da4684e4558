import { archiveUser } from '../contract/jobs-archive.ts';
import * as archives from '../data/archives.ts';
import * as users from '../data/users.ts';
import { type Archive, isInProgress, nextPart, orderArchive } from '../domain/archive.ts';
import { fail } from '../domain/fault.ts';
import { send } from '../runtime/send.ts';
import { leftByArchive } from './archive-leftover.ts';

/** Times it is tried again because somebody asked at the same moment, or the user changed. */
const attempts = 5;

/**
 * Asks for an archive of everything about a user; the one that is being made, if there is one. The files of an earlier one are
 * noted as left behind. Throws as `orderArchive` does. When the queue cannot be reached the caller hears it; the schedule queues
 * it later all the same.
 */
export async function requestArchive(
  userId: string,
  newId: (prefix: 'arc') => string,
  at: Date,
): Promise<Archive> {
  const archiveId = newId('arc');
  for (let attempt = 0; attempt < attempts; attempt++) {
    const [user, earlier] = await Promise.all([users.get(userId), archives.find(userId)]);
    if (earlier && (isInProgress(earlier) || earlier.archiveId === archiveId)) return earlier;
    const archive = orderArchive(user, earlier, archiveId, at);
    if (!(await archives.put(user, earlier, archive, earlier && leftByArchive(earlier, at)))) continue;
    await send(archiveUser, [nextPart(archive)]);
    return archive;
  }
  return fail('conflict', 'Your user is being changed at the same moment. Ask again.');
}
