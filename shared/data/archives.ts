import * as z from 'zod';
import { type Archive, archiveDueAt, archiveSections, archiveStates } from '../domain/archive.ts';
import { fail } from '../domain/fault.ts';
import type { Leftover } from '../domain/leftover.ts';
import type { User } from '../domain/user.ts';
import { dueKeys, listDue } from './due.ts';
import { entity, type Key, type OnBroken } from './entity.ts';
import * as leftovers from './leftovers.ts';
import { Users } from './users.ts';
import { commit } from './write.ts';

const Archives = entity<Archive>({
  name: 'archive',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ userId }) => userId,
    open: ['state'],
    quiet: ['parts', 'attempts', 'next'],
  },
  schema: z.object({
    userId: z.string(),
    accountId: z.string(),
    archiveId: z.string(),
    state: z.enum(archiveStates),
    parts: z.array(
      z.object({ attempt: z.number(), files: z.number(), size: z.number(), sha256: z.string() }),
    ),
    attempts: z.number(),
    next: z.object({ section: z.enum(archiveSections), after: z.string().optional() }).optional(),
    failure: z.object({ code: z.string(), message: z.string() }).optional(),
    createdAt: z.string(),
    updatedAt: z.string(),
    revision: z.number(),
  }),
  keys: (archive) => ({
    ...archiveKey(archive.userId),
    ...dueKeys('archive', archive.archiveId, archiveDueAt(archive)),
  }),
});

const archiveKey = (userId: string): Key => ({ pk: `user#${userId}`, sk: 'archive' });

/** By which `postpone` finds it. */
export const keyOf = ({ userId }: Archive): Key => archiveKey(userId);

/** The latest archive of a user. */
export const find = (userId: string): Promise<Archive | undefined> => Archives.get(archiveKey(userId));

/** Throws `not-found` when the user never asked for one, or it was removed. */
export const get = async (userId: string): Promise<Archive> =>
  (await find(userId)) ?? fail('not-found', 'There is no archive of your data. Ask for one first.');

const noted = (left: Leftover | undefined) => (left ? [leftovers.insertionOf(left)] : []);

/**
 * Notes an archive that was asked for, over the earlier one, with a note of the files of that. False when somebody asked at
 * the same moment, or the user changed in between: nothing is begun for somebody who is being erased.
 */
export const put = (
  user: User,
  earlier: Archive | undefined,
  next: Archive,
  left: Leftover | undefined,
): Promise<boolean> =>
  commit([
    earlier ? Archives.replacement(earlier, next) : Archives.insertion(next),
    Users.unchanged(user),
    ...noted(left),
  ]);

/** With a note of what is left behind, if anything is. False when somebody changed it in between. */
export const replace = (previous: Archive, next: Archive, left?: Leftover): Promise<boolean> =>
  commit([Archives.replacement(previous, next), ...noted(left)]);

/** With a note of its files. False when somebody changed it in between. */
export const remove = (archive: Archive, left: Leftover): Promise<boolean> =>
  commit([Archives.removal(archive), leftovers.insertionOf(left)]);

/** Archives of all users that the clock should look at by now. */
export const listDueBy = async (at: Date, limit: number, onBroken: OnBroken): Promise<Archive[]> =>
  Archives.getReadable(await listDue('archive', at, limit), onBroken);
