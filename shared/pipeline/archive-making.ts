import { archiveUser } from '../contract/jobs-archive.ts';
import * as archives from '../data/archives.ts';
import * as users from '../data/users.ts';
import {
  type Archive,
  type ArchiveFailure,
  type ArchiveLimits,
  type ArchiveRequest,
  archiveGivenUp,
  archiveLimits,
  archiveStart,
  beginPart,
  concludePart,
  endsWith,
  failArchive,
  isInProgress,
  nextPart,
} from '../domain/archive.ts';
import { resultMediaTypes } from '../domain/media-types.ts';
import type { User } from '../domain/user.ts';
import { writeZip } from '../engines/zip/write-zip.ts';
import { uploadArtefact } from '../files/artefact-upload.ts';
import { deleteArtefacts } from '../files/artefacts.ts';
import { archivePartKey } from '../files/keys.ts';
import type { Log } from '../runtime/log.ts';
import { send } from '../runtime/send.ts';
import { leftByArchive } from './archive-leftover.ts';
import { type PartOutcome, partFiles } from './archive-part.ts';
import { archiveSteps } from './archive-sections.ts';
import { removeLeftover } from './leftover-removal.ts';
import { sendNotice } from './notice.ts';

interface Surroundings {
  now: () => Date;
  log: Log;
}

/**
 * Makes one part of an archive and sees to it that the next is made. Starts over when an earlier attempt died; what that
 * stored goes with the folder of the archive. A request that nobody waits for any more leaves nothing behind.
 *
 * @param limits of a part; smaller ones in tests
 */
export async function makePart(
  request: ArchiveRequest,
  surroundings: Surroundings,
  limits: ArchiveLimits = archiveLimits,
): Promise<'part' | 'ready' | 'overtaken'> {
  const { now } = surroundings;
  const found = await archives.find(request.userId);
  if (found && endsWith(found, request)) return goOn(found, surroundings);
  const begun = found && beginPart(found, request, now());
  if (!begun || !(await archives.replace(found, begun))) return 'overtaken';
  const user = await users.get(begun.userId);
  const outcome: PartOutcome = { files: 0 };
  const key = archivePartKey(begun, request.part, begun.attempts);
  const stored = await uploadArtefact(
    key,
    resultMediaTypes.zip,
    writeZip(filesOf(begun, user, request.part, limits, now, outcome)),
  );
  const made = { ...stored, attempt: begun.attempts, files: outcome.files };
  const concluded = concludePart(begun, made, outcome.next, now());
  if (await archives.replace(begun, concluded)) return goOn(concluded, surroundings);
  const latest = await archives.find(request.userId);
  // It may have been our own write, whose answer was lost.
  const isOurs = latest && endsWith(latest, request) && latest.parts.at(-1)?.attempt === begun.attempts;
  if (isOurs) return goOn(latest, surroundings);
  await deleteArtefacts([key]);
  return 'overtaken';
}

const filesOf = (
  archive: Archive,
  user: User,
  part: number,
  limits: ArchiveLimits,
  now: () => Date,
  outcome: PartOutcome,
) =>
  partFiles(
    archiveSteps(user, archive.next ?? archiveStart, now()),
    { name: user.name, createdAt: archive.createdAt, part },
    limits,
    now,
    outcome,
  );

/** The next part is queued; when there is none the user hears of it. Doing it twice does no harm. */
async function goOn(archive: Archive, { now, log }: Surroundings): Promise<'part' | 'ready'> {
  if (isInProgress(archive)) {
    await send(archiveUser, [nextPart(archive)]);
    return 'part';
  }
  const user = await users.get(archive.userId);
  await sendNotice({ kind: 'archive-ready', to: user, at: now() }, log);
  return 'ready';
}

/** Notes that an archive was given up, and removes what was made of it. */
export const giveUpArchive = (request: ArchiveRequest, at: Date): Promise<void> =>
  endAsFailed(request, archiveGivenUp, at);

export async function endAsFailed(
  { userId, archiveId }: Pick<ArchiveRequest, 'userId' | 'archiveId'>,
  failure: ArchiveFailure,
  at: Date,
): Promise<void> {
  const archive = await archives.find(userId);
  const failed = archive && failArchive(archive, archiveId, failure, at);
  if (!failed) return;
  const left = leftByArchive(archive, at);
  if (await archives.replace(archive, failed, left)) await removeLeftover(left);
}
