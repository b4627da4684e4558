import * as avatars from '../data/avatars.ts';
import * as users from '../data/users.ts';
import { type Avatar, type AvatarPicture, concludeAvatarInspection } from '../domain/avatar.ts';
import { type Leftover, leftoverOf } from '../domain/leftover.ts';
import { showAvatar } from '../domain/user.ts';
import { type AvatarUpload, avatarFolder } from '../files/keys.ts';
import { type AwaitedPicture, awaitedPicture } from './awaited-picture.ts';

/** A user who waits for the picture of an upload, and not of a later one. */
export const awaitedAvatar = ({ accountId, userId, avatarId }: AvatarUpload): AwaitedPicture<AvatarPicture> =>
  awaitedPicture({
    accountId,
    id: avatarId,
    folder: avatarFolder(accountId, avatarId),
    find: async () => {
      const avatar = await avatars.find(userId);
      return avatar?.avatarId === avatarId ? avatar : undefined;
    },
    conclude: concludeAvatarInspection,
    replace: replaceAvatar,
    shows: ({ picture }) => picture?.avatarId === avatarId,
  });

/** A new picture is noted with its user, and takes the place of the one before. */
async function replaceAvatar(previous: Avatar, next: Avatar, left?: Leftover): Promise<boolean> {
  const lefts = left ? [left] : [];
  const { picture } = next;
  if (!picture || picture.avatarId === previous.picture?.avatarId)
    return avatars.replace(previous, next, lefts);
  const user = await users.find(next.userId);
  if (!user) return false;
  const at = new Date(next.updatedAt);
  return avatars.replace(previous, next, [...lefts, ...leftByPicture(previous, at)], {
    previous: user,
    next: showAvatar(user, picture.avatarId, at),
  });
}

/** The files of a picture that is shown no longer. */
export function leftByPicture({ accountId, revision, picture }: Avatar, at: Date): Leftover[] {
  if (!picture) return [];
  const { avatarId } = picture;
  return [leftoverOf({ accountId, revision }, avatarId, { folder: avatarFolder(accountId, avatarId) }, at)];
}
