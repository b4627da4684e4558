import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  afterWrongEmailCode,
  askForEmail,
  beginMove,
  type EmailChange,
  emailCodeFrom,
  takesCodes,
} from '../../shared/domain/email-change.ts';
import { acceptsSession, moveUser, welcome } from '../../shared/domain/user.ts';

const at = new Date('2026-03-01T09:00:00.500Z');
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000);

const wish = { userId: 'usr_1', accountId: 'acc_1', email: 'new@mytypist.local', salt: 's', codeHash: 'h' };
const asked = (random: Uint8Array = randomBytes(32)): EmailChange => askForEmail(wish, random, at);

describe('a mailed code', () => {
  test('is six digits from random bytes, with zeros in front', () => {
    expect(emailCodeFrom(Uint8Array.of(0, 0, 0, 0, 0, 42, 9, 9))).toBe('000042');
    expect(emailCodeFrom(Uint8Array.of(0, 0, 0, 15, 66, 63))).toBe('999999');
    expect(emailCodeFrom(Uint8Array.of(0, 0, 0, 15, 66, 64))).toBe('000000');
    expect(emailCodeFrom(Uint8Array.of(255, 255, 255, 255, 255, 255))).toBe(String(2 ** 48 - 1).slice(-6));
  });

  test('takes all values: each leading digit comes up', () => {
    const leading = new Set(Array.from({ length: 1000 }, () => emailCodeFrom(randomBytes(32))[0]));
    expect(leading.size).toBe(10);
  });
});

describe('a wish', () => {
  test('takes codes for an hour', () => {
    expect(takesCodes(asked(), later(59 * 60))).toBe(true);
    expect(takesCodes(asked(), later(60 * 60))).toBe(false);
  });

  test('takes five wrong codes and no more', () => {
    let change = asked();
    for (let wrong = 0; wrong < 5; wrong++) {
      expect(takesCodes(change, at)).toBe(true);
      change = afterWrongEmailCode(change);
    }
    expect(change.failures).toBe(5);
    expect(takesCodes(change, at)).toBe(false);
  });

  test('that is fulfilled half is never forgotten, and still takes its code', () => {
    const moving = beginMove(asked());
    expect(moving).toMatchObject({ state: 'moving', expiresAt: undefined });
    expect(takesCodes(moving, later(1_000_000))).toBe(true);
  });

  test('has a first revision that no other has, so that no step of an earlier one fits it', () => {
    const code = randomBytes(6);
    const revisions = Array.from(
      { length: 100 },
      () => asked(Buffer.concat([code, randomBytes(26)])).revision,
    );
    expect(new Set(revisions).size).toBe(100);
    for (const revision of revisions) expect(Number.isSafeInteger(revision + 1000)).toBe(true);
    expect(afterWrongEmailCode({ ...asked(), revision: 7 }).revision).toBe(8);
    expect(beginMove({ ...asked(), revision: 7 }).revision).toBe(8);
  });
});

test('a user who moves keeps one session and everything else', () => {
  const startedAt = Math.floor(at.getTime() / 1000) - 100;
  const { user } = welcome({
    userId: 'usr_1',
    accountId: 'acc_1',
    email: 'old@mytypist.local',
    name: 'Ada Obi',
    role: 'admin',
    startedAt,
    at,
  });
  const [kept, other] = ['a', 'b'].map((sessionId) => ({ sessionId, startedAt }));
  const moved = moveUser(user, 'new@mytypist.local', at, kept);
  expect(moved).toMatchObject({ email: 'new@mytypist.local', name: 'Ada Obi', role: 'admin' });
  expect(moved.revision).toBe(user.revision + 1);
  expect(kept && acceptsSession(moved, kept)).toBe(true);
  expect(other && acceptsSession(moved, other)).toBe(false);
});
