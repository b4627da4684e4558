import { describe, expect, test } from 'vitest';
import { readRefreshToken, refreshHashOf, writeRefreshToken } from '../../shared/runtime/refresh-token.ts';

const held = {
  userId: `usr_${'0123456789abcdef'.repeat(2)}`,
  sessionId: `ses_${'fedcba9876543210'.repeat(2)}`,
  poolToken: 'eyJjdHkiOiJKV1QifQ.a.b.c.d',
};

describe('a refresh token', () => {
  test('names its session before the user pool’s token, whatever dots that has', () => {
    const token = writeRefreshToken(held);
    expect(token).toMatch(/^mtr_[\w-]{43}\.eyJjdHkiOiJKV1QifQ\.a\.b\.c\.d$/);
    expect(readRefreshToken(token)).toEqual(held);
  });

  test.each([
    '',
    'mtr_',
    'mtr_.',
    'mtr_.x',
    `mtr_${'A'.repeat(43)}`,
    `mtr_${'A'.repeat(43)}.`,
    `mtr_${'A'.repeat(42)}.x`,
    `mtr_${'A'.repeat(60)}.x`,
    `mtk_${'A'.repeat(43)}.x`,
    'a.b.c',
  ])('is not %j', (text) => {
    expect(readRefreshToken(text)).toBeUndefined();
  });

  test('is known by its hash', () => {
    expect(refreshHashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
