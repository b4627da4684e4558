import { describe, expect, test } from 'vitest';
import {
  afterUse,
  afterWrongCode,
  newRecoveryCodes,
  plainRecoveryCode,
  type RecoveryCodes,
  recoveryCodeFrom,
  recoveryWait,
  waitBeforeTry,
  withoutCodes,
} from '../../shared/domain/recovery-codes.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const owner = { userId: 'usr_1', accountId: 'acc_1' };
const fresh = newRecoveryCodes({ ...owner, salt: 'salt', hashes: ['one', 'two', 'three'] }, at, undefined);

const afterWrongCodes = (count: number): RecoveryCodes =>
  Array.from({ length: count }).reduce<RecoveryCodes>((codes) => afterWrongCode(codes, at), fresh);

describe('a recovery code', () => {
  test('is 24 signs in six groups, and uses all 120 bits it is given', () => {
    expect(recoveryCodeFrom('0123456789abcdefghijklmnop')).toBe('0123-4567-89ab-cdef-ghjk-mnpq');
    expect(recoveryCodeFrom('cdefghijklmnopqrstuvcdefgh')).toBe('cdef-ghjk-mnpq-rstv-wxyz-cdef');
    expect(recoveryCodeFrom('stuvstuvstuvcdefghijklmnop')).toBe('wxyz-wxyz-wxyz-cdef-ghjk-mnpq');
  });

  test('has no letter that looks like another sign', () => {
    const all = [...'0123456789abcdefghijklmnopqrstuv'].map((sign) => recoveryCodeFrom(sign.repeat(26)));
    expect(new Set(all).size).toBe(32);
    expect(all.join('')).not.toMatch(/[ilou]/);
  });

  test.each(['k3x1-2mq0-70ha', 'K3X1 2MQ0 70HA', 'k3xl-2mqo-7oha', 'K3XI2MQO7OHA', ' k3x1 - 2mq0 -70ha '])(
    'may be typed as "%s"',
    (typed) => {
      expect(plainRecoveryCode(typed)).toBe('k3x12mq070ha');
    },
  );
});

describe('a set of codes', () => {
  test('starts without failures, one revision after the set before it', () => {
    expect(fresh).toMatchObject({ failures: 0, revision: 1, createdAt: at.toISOString() });
    const next = newRecoveryCodes({ ...owner, salt: 'other', hashes: [] }, at, afterWrongCodes(3));
    expect(next).toMatchObject({ failures: 0, revision: 5, hashes: [] });
    expect(next.waitUntil).toBeUndefined();
  });

  test('loses the code that was used, and its failures', () => {
    expect(afterUse(afterWrongCodes(3), 'two')).toEqual({ ...fresh, hashes: ['one', 'three'], revision: 5 });
  });

  test('can be emptied without beginning anew', () => {
    expect(withoutCodes(fresh)).toEqual({ ...fresh, hashes: [], revision: 2 });
  });
});

describe('wrong codes', () => {
  test.each([1, 2, 3, 4])('%d of them make nobody wait', (count) => {
    expect(waitBeforeTry(afterWrongCodes(count), at)).toBe(0);
    expect(afterWrongCodes(count).failures).toBe(count);
  });

  test('five make everybody wait for a quarter of an hour, and then there are five tries again', () => {
    const codes = afterWrongCodes(5);
    expect(recoveryWait).toBe(900_000);
    expect(waitBeforeTry(codes, at)).toBe(recoveryWait);
    expect(waitBeforeTry(codes, new Date(at.getTime() + recoveryWait - 1))).toBe(1);
    expect(waitBeforeTry(codes, new Date(at.getTime() + recoveryWait))).toBe(0);
    expect(codes.failures).toBe(0);
    expect(afterWrongCode(codes, new Date(at.getTime() + recoveryWait)).waitUntil).toBeUndefined();
  });
});
