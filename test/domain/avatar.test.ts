import { describe, expect, test } from 'vitest';
import {
  type Avatar,
  announceAvatar,
  concludeAvatarInspection,
  forgetAvatarUpload,
} from '../../shared/domain/avatar.ts';
import { beginPictureInspection } from '../../shared/domain/picture-upload.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const later = new Date('2026-03-01T09:05:00.000Z');
const uploadExpiresAt = new Date('2026-03-01T09:15:00.000Z');

const announce = (earlier: Avatar | undefined, avatarId: string): Avatar =>
  announceAvatar(earlier, { userId: 'usr_1', accountId: 'acc_1', avatarId, at, uploadExpiresAt });

const must = (avatar: Avatar | undefined): Avatar => {
  if (!avatar) throw new Error('the step was allowed');
  return avatar;
};

const first = announce(undefined, 'avt_1');
const picture = { avatarId: 'avt_1', sha256: 'ab'.repeat(32) };
const problem = { code: 'not-a-picture', message: 'The file is no picture.' };
const ready = must(concludeAvatarInspection(first, { file: picture }, later));
const second = announce(ready, 'avt_2');

describe('a picture', () => {
  test('waits for its file at first', () => {
    expect(first).toEqual({
      userId: 'usr_1',
      accountId: 'acc_1',
      avatarId: 'avt_1',
      state: 'awaiting-upload',
      uploadExpiresAt: uploadExpiresAt.toISOString(),
      createdAt: at.toISOString(),
      updatedAt: at.toISOString(),
      revision: 1,
    });
  });

  test('is inspected, and shown when it is good', () => {
    const inspecting = must(beginPictureInspection(first, later));
    expect(inspecting).toMatchObject({ state: 'inspecting', revision: 2 });
    const { uploadExpiresAt: _, ...rest } = first;
    expect(ready).toEqual({
      ...rest,
      state: 'ready',
      picture,
      updatedAt: later.toISOString(),
      revision: 2,
    });
  });

  test('stays while a newer upload is awaited or was rejected', () => {
    expect(second).toMatchObject({ avatarId: 'avt_2', state: 'awaiting-upload', picture, revision: 3 });
    expect(second.createdAt).toBe(first.createdAt);
    const rejected = must(concludeAvatarInspection(second, { problem }, later));
    expect(rejected).toMatchObject({ state: 'rejected', problem, picture });
    expect(rejected).not.toHaveProperty('uploadExpiresAt');
    expect(announce(rejected, 'avt_3')).not.toHaveProperty('problem');
  });

  test('gives way to a newer one', () => {
    const newer = { avatarId: 'avt_2', sha256: 'cd'.repeat(32) };
    expect(concludeAvatarInspection(second, { file: newer }, later)?.picture).toEqual(newer);
  });

  test('that was judged stays so', () => {
    expect(beginPictureInspection(ready, later)).toBeUndefined();
    expect(concludeAvatarInspection(ready, { problem }, later)).toBeUndefined();
  });
});

describe('an upload that never came', () => {
  test('leaves nothing when it was the first', () => {
    expect(forgetAvatarUpload(first, later)).toBeUndefined();
  });

  test('leaves the picture from before, as if nothing had been announced', () => {
    expect(forgetAvatarUpload(second, later)).toEqual({
      ...ready,
      updatedAt: later.toISOString(),
      revision: second.revision + 1,
    });
  });
});
