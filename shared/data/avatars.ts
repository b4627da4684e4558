import * as z from 'zod';
import type { Avatar } from '../domain/avatar.ts';
import { fail } from '../domain/fault.ts';
import type { Leftover } from '../domain/leftover.ts';
import { pictureUploadStates } from '../domain/picture-upload.ts';
import type { User } from '../domain/user.ts';
import { dueKeys, listDue, uploadForgottenAt } from './due.ts';
import { entity, type OnBroken } from './entity.ts';
import * as leftovers from './leftovers.ts';
import * as users from './users.ts';
import { commit } from './write.ts';

const Avatars = entity<Avatar>({
  name: 'avatar',
  audit: { account: ({ accountId }) => accountId, id: ({ userId }) => userId, open: ['state'] },
  schema: z.object({
    userId: z.string(),
    accountId: z.string(),
    avatarId: z.string(),
    state: z.enum(pictureUploadStates),
    problem: z.object({ code: z.string(), message: z.string() }).optional(),
    uploadExpiresAt: z.string().optional(),
    picture: z.object({ avatarId: z.string(), sha256: z.string() }).optional(),
    createdAt: z.string(),
    updatedAt: z.string(),
    revision: z.number(),
  }),
  keys: (avatar) => ({
    ...avatarKey(avatar.userId),
    ...(avatar.uploadExpiresAt === undefined
      ? {}
      : dueKeys('avatar', avatar.avatarId, uploadForgottenAt(avatar.uploadExpiresAt))),
  }),
});

const avatarKey = (userId: string) => ({ pk: `user#${userId}`, sk: 'avatar' });

export const find = (userId: string): Promise<Avatar | undefined> => Avatars.get(avatarKey(userId));

/** Throws `not-found` when the user never uploaded one, or has removed it. */
export const get = async (userId: string): Promise<Avatar> =>
  (await find(userId)) ?? fail('not-found', 'There is no picture of you. Upload one first.');

/** Notes an upload, over that of `earlier`. False when somebody else announced one at the same moment. */
export const put = (earlier: Avatar | undefined, next: Avatar): Promise<boolean> =>
  commit([earlier ? Avatars.replacement(earlier, next) : Avatars.insertion(next)]);

/** A change of the user that goes together with that of the picture. */
interface UserChange {
  previous: User;
  next: User;
}

const together = (lefts: readonly Leftover[], user: UserChange | undefined) => [
  ...lefts.map(leftovers.insertionOf),
  ...(user ? [users.replacementOf(user.previous, user.next)] : []),
];

/** With notes of what is left behind. False when somebody changed the picture or the user in between. */
export const replace = (
  previous: Avatar,
  next: Avatar,
  lefts: readonly Leftover[] = [],
  user?: UserChange,
): Promise<boolean> => commit([Avatars.replacement(previous, next), ...together(lefts, user)]);

/** With notes of what is left behind. False when somebody changed the picture or the user in between. */
export const remove = (
  avatar: Avatar,
  lefts: readonly Leftover[] = [],
  user?: UserChange,
): Promise<boolean> => commit([Avatars.removal(avatar), ...together(lefts, user)]);

/** Those of all users whose upload link ran out some minutes before `at` without a verdict. */
export const listOverdue = async (at: Date, limit: number, onBroken: OnBroken): Promise<Avatar[]> =>
  Avatars.getReadable(await listDue('avatar', at, limit), onBroken);
