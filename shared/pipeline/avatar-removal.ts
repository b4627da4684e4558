import * as avatars from '../data/avatars.ts';
import * as users from '../data/users.ts';
import { requireWon } from '../domain/revision.ts';
import { showAvatar } from '../domain/user.ts';
import { leftByPicture } from './awaited-avatar.ts';
import { removeLeftover } from './leftover-removal.ts';

/**
 * Removes a user's picture: first the record, with a note of the files, then these. An upload that is still under way is
 * thrown away when it comes. Throws `not-found` when there is none, and `conflict` when it changed in between.
 */
export async function removeAvatar(userId: string, at: Date): Promise<void> {
  const [avatar, user] = await Promise.all([avatars.get(userId), users.get(userId)]);
  const lefts = leftByPicture(avatar, at);
  requireWon(await avatars.remove(avatar, lefts, { previous: user, next: showAvatar(user, undefined, at) }));
  for (const left of lefts) await removeLeftover(left);
}
