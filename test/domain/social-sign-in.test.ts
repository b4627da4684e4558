import { expect, test } from 'vitest';
import { beginSocialSignIn, isOver } from '../../shared/domain/social-sign-in.ts';

const at = new Date('2026-03-01T09:00:00.500Z');
const signIn = beginSocialSignIn(
  { stateHash: 'hash', provider: 'apple', origin: 'https://app.example', challenge: 'challenge' },
  at,
);

test('a sign-in is over after ten minutes, to the second', () => {
  expect(signIn).toEqual({
    stateHash: 'hash',
    provider: 'apple',
    origin: 'https://app.example',
    challenge: 'challenge',
    expiresAt: Date.parse('2026-03-01T09:10:00.000Z') / 1000,
    revision: 1,
  });
  expect(isOver(signIn, at)).toBe(false);
  expect(isOver(signIn, new Date('2026-03-01T09:09:59.999Z'))).toBe(false);
  expect(isOver(signIn, new Date('2026-03-01T09:10:00.000Z'))).toBe(true);
});
