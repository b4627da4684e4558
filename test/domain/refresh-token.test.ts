import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readRefreshToken, refreshHashOf, writeRefreshToken } from '../../shared/runtime/refresh-token.ts';

const held = {
  userId: `usr_${'0123456789abcdef'.repeat(2)}`,
  sessionId: `ses_${'fedcba9876543210'.repeat(2)}`,
  poolToken: 'eyJjdHkiOiJKV1QifQ.a.b.c.d',
};

beforeAll(() => {
  vi.stubEnv('CHALLENGE_KEY', 'marks-tokens-of-tests');
});
afterAll(() => vi.unstubAllEnvs());

describe('a refresh token', () => {
  test('names its session before the user pool’s token, whatever dots that has', () => {
    const token = writeRefreshToken(held);
    expect(token).toMatch(/^mtr_[\w-]{64}\.eyJjdHkiOiJKV1QifQ\.a\.b\.c\.d$/);
    expect(readRefreshToken(token)).toEqual(held);
  });

  test.each([
    '',
    'mtr_',
    'mtr_.',
    'mtr_.x',
    `mtr_${'A'.repeat(64)}`,
    `mtr_${'A'.repeat(64)}.`,
    `mtr_${'A'.repeat(64)}.x`,
    `mtr_${'A'.repeat(43)}`,
    `mtr_${'A'.repeat(43)}.`,
    `mtr_${'A'.repeat(42)}.x`,
    `mtr_${'A'.repeat(60)}.x`,
    `mtk_${'A'.repeat(43)}.x`,
    'a.b.c',
  ])('is not %j', (text) => {
    expect(readRefreshToken(text)).toBeUndefined();
  });

  test('is ours only as we gave it: every part is covered by the mark', () => {
    const token = writeRefreshToken(held);
    const head = Buffer.from(token.slice(4, token.indexOf('.')), 'base64url');
    for (let byte = 0; byte < head.length; byte++) {
      const changed = Buffer.from(head);
      changed.writeUInt8(changed.readUInt8(byte) ^ 1, byte);
      expect(
        readRefreshToken(`mtr_${changed.toString('base64url')}.${held.poolToken}`),
        `${byte}`,
      ).toBeUndefined();
    }
    for (const poolToken of ['', 'garbage', `${held.poolToken}A`, held.poolToken.slice(1)])
      expect(readRefreshToken(`mtr_${head.toString('base64url')}.${poolToken}`)).toBeUndefined();
    const [user, session] = [held.userId, held.sessionId];
    const swapped = { ...held, userId: `usr_${session.slice(4)}`, sessionId: `ses_${user.slice(4)}` };
    expect(writeRefreshToken(swapped)).not.toBe(token);
  });

  test('marked by another key is not ours', () => {
    const token = writeRefreshToken(held);
    vi.stubEnv('CHALLENGE_KEY', 'another');
    expect(readRefreshToken(token)).toBeUndefined();
    vi.stubEnv('CHALLENGE_KEY', 'marks-tokens-of-tests');
    expect(readRefreshToken(token)).toEqual(held);
  });

  test('is known by its hash', () => {
    expect(refreshHashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
