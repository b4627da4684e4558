import { expect, test } from 'vitest';
import { openChallenge, sealChallenge } from '../../shared/runtime/login-challenge.ts';

/** Expects that a text is refused like a challenge that is over. */
const expectNone = (text: string): void =>
  expect(() => openChallenge(text), text).toThrow(expect.objectContaining({ code: 'unauthenticated' }));

process.env.CHALLENGE_KEY = 'seals-challenges-of-tests';

const challenge = { session: 'a'.repeat(2_048), subject: '0b9a3f2e-1c4d-4e5f-8a6b-7c8d9e0f1a2b' };

test('a sealed challenge opens to what it was', () => {
  const text = sealChallenge(challenge);
  expect(openChallenge(text)).toEqual(challenge);
  expect(text.length).toBeLessThan(4_096);
});

test('the same challenge is never sealed to the same text', () => {
  expect(sealChallenge(challenge)).not.toBe(sealChallenge(challenge));
});

test('a sealed challenge does not tell whom it is for', () => {
  const text = sealChallenge(challenge);
  const plain = Buffer.from(text, 'base64').toString('latin1');
  for (const told of [text, plain]) {
    expect(told).not.toContain(challenge.subject);
    expect(told).not.toContain('subject');
  }
});

test('a challenge with any byte altered is none', () => {
  const bytes = Buffer.from(sealChallenge({ session: 'session', subject: 'subject' }), 'base64');
  for (let place = 0; place < bytes.length; place++) {
    const altered = Buffer.from(bytes);
    altered.writeUInt8(altered.readUInt8(place) ^ 1, place);
    expectNone(altered.toString('base64'));
  }
});

test.each(['', 'x', '!!!!', 'A'.repeat(38), 'A'.repeat(4_096)])('the text %j is no challenge', (text) => {
  expectNone(text);
});

test('a challenge that was cut short is none', () => {
  const text = sealChallenge(challenge);
  for (const length of [1, 20, 40, text.length - 1]) expectNone(text.slice(0, length));
});

test('a challenge of another key is none', () => {
  const text = sealChallenge(challenge);
  process.env.CHALLENGE_KEY = 'another-key';
  try {
    expectNone(text);
  } finally {
    process.env.CHALLENGE_KEY = 'seals-challenges-of-tests';
  }
});
