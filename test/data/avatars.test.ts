import { describe, expect, test } from 'vitest';
import * as avatars from '../../shared/data/avatars.ts';
import * as leftovers from '../../shared/data/leftovers.ts';
import * as users from '../../shared/data/users.ts';
import {
  type Avatar,
  announceAvatar,
  concludeAvatarInspection,
  forgetAvatarUpload,
} from '../../shared/domain/avatar.ts';
import { leftoverOf } from '../../shared/domain/leftover.ts';
import { renameUser, showAvatar, type User, welcome } from '../../shared/domain/user.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:00:00.000Z');
const later = new Date('2026-03-01T09:05:00.000Z');

const announce = (earlier?: Avatar, userId = freshId('usr'), avatarId = freshId('avt')): Avatar =>
  announceAvatar(earlier, {
    userId: earlier?.userId ?? userId,
    accountId: earlier?.accountId ?? freshId('acc'),
    avatarId,
    at,
    uploadExpiresAt: new Date('2026-03-01T09:15:00.000Z'),
  });

async function stored(...input: Parameters<typeof announce>): Promise<Avatar> {
  const avatar = announce(...input);
  expect(await avatars.put(undefined, avatar)).toBe(true);
  return avatar;
}

const ready = (avatar: Avatar): Avatar => {
  const picture = { avatarId: avatar.avatarId, sha256: 'ab'.repeat(32) };
  return concludeAvatarInspection(avatar, { file: picture }, later) ?? avatar;
};

async function storedUser(userId: string): Promise<User> {
  const { user, account } = welcome({
    userId,
    accountId: freshId('acc'),
    email: `${userId}@mytypist.local`,
    name: 'Ada Obi',
    role: 'user',
    startedAt: at.getTime() / 1000,
    at,
  });
  expect(await users.insert(user, account)).toBe(true);
  return user;
}

const unexpected = (): never => {
  throw new Error('every item can be read');
};

describe('a picture', () => {
  test('is stored as it is, and the second of two announcements at once loses', async () => {
    const avatar = await stored();
    expect(await avatars.find(avatar.userId)).toEqual(avatar);
    expect(await avatars.put(undefined, announce(undefined, avatar.userId))).toBe(false);
    const [one, other] = [announce(avatar), announce(avatar)];
    expect([await avatars.put(avatar, one), await avatars.put(avatar, other)]).toEqual([true, false]);
    expect(await avatars.find(avatar.userId)).toEqual(one);
  });

  test('that nobody uploaded is not found', async () => {
    const userId = freshId('usr');
    expect(await avatars.find(userId)).toBeUndefined();
    await expect(avatars.get(userId)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('changes together with its user and what it leaves, or not at all', async () => {
    const user = await storedUser(freshId('usr'));
    const avatar = await stored(undefined, user.userId);
    const next = ready(avatar);
    const shown = showAvatar(user, next.avatarId, later);
    const left = leftoverOf(avatar, avatar.avatarId, { folder: 'accounts/acc_1/avatars/avt_1' }, later);
    await users.replace(user, renameUser(user, 'Ada Eze', later));
    const change = { previous: user, next: shown };
    expect(await avatars.replace(avatar, next, [left], change)).toBe(false);
    expect(await avatars.find(avatar.userId)).toEqual(avatar);
    expect(await leftovers.remove(left)).toBe(false);

    const renamed = await users.get(user.userId);
    const again = { previous: renamed, next: showAvatar(renamed, next.avatarId, later) };
    expect(await avatars.replace(avatar, next, [left], again)).toBe(true);
    expect(await avatars.find(avatar.userId)).toEqual(next);
    expect(await users.get(user.userId)).toMatchObject({ name: 'Ada Eze', avatarId: next.avatarId });
    expect(await leftovers.remove(left)).toBe(true);
  });

  test('is removed as it was read, and not when it changed in between', async () => {
    const avatar = await stored();
    const next = ready(avatar);
    await avatars.replace(avatar, next);
    expect(await avatars.remove(avatar)).toBe(false);
    expect(await avatars.find(avatar.userId)).toEqual(next);
    expect(await avatars.remove(next)).toBe(true);
    expect(await avatars.find(avatar.userId)).toBeUndefined();
  });
});

describe('an upload that is awaited', () => {
  const overdue = async (userIds: string[], time: string): Promise<string[]> =>
    (await avatars.listOverdue(new Date(time), 1000, unexpected))
      .map(({ userId }) => userId)
      .filter((userId) => userIds.includes(userId))
      .toSorted();

  test('is overdue a quarter of an hour after its link ran out, from every shard', async () => {
    const endings = ['00', '01', '02', '03'];
    const all = await Promise.all(
      endings.map((ending) => stored(undefined, freshId('usr'), freshId('avt', ending))),
    );
    const ids = all.map(({ userId }) => userId).toSorted();
    expect(await overdue(ids, '2026-03-01T09:29:59.999Z')).toEqual([]);
    expect(await overdue(ids, '2026-03-01T09:30:00.001Z')).toEqual(ids);
  });

  test('is never overdue once there is a verdict, or once it was forgotten', async () => {
    const avatar = await stored();
    const judged = ready(avatar);
    await avatars.replace(avatar, judged);
    expect(await overdue([avatar.userId], '2026-03-02T00:00:00.000Z')).toEqual([]);
    const second = announce(judged);
    await avatars.put(judged, second);
    expect(await overdue([avatar.userId], '2026-03-02T00:00:00.000Z')).toEqual([avatar.userId]);
    await avatars.replace(second, forgetAvatarUpload(second, later) ?? second);
    expect(await overdue([avatar.userId], '2026-03-02T00:00:00.000Z')).toEqual([]);
  });
});
