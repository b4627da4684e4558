import { beforeAll, describe, expect, inject, test } from 'vitest';
import { forgotPassword, getMe, refresh, resetPassword } from '../../../shared/contract/auth.ts';
import { disableMfa, verifyMfa } from '../../../shared/contract/auth-mfa.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { type ProtectedPerson, protectedPerson } from '../../support/authenticator.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { codesTo, mailedCodes } from '../inbox.ts';
import { testsOfInvalidBodies, testsOfTheBody } from '../rules.ts';
import { type Answer, send } from '../send.ts';
import { challengeOf } from './mfa-steps.ts';

const api = () => apiClient(inject('baseUrl'));

let person: ProtectedPerson;
beforeAll(async () => {
  person = await protectedPerson();
});

const verify = (challenge: string, code: string): Promise<Answer> =>
  send(verifyMfa, { body: { challenge, code } });

describe('password and code', () => {
  test('give tokens that work and can be refreshed', async () => {
    const answer = await verify(await challengeOf(person), await person.app.nextCode());
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const tokens = JSON.parse(answer.text);
    expect(tokens).toEqual({
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refreshToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 900,
    });
    expect((await api().as(tokens.accessToken).call(getMe, {})).body.email).toBe(person.email);
    const { body: fresh } = await api().call(refresh, { body: { refreshToken: tokens.refreshToken } });
    expect((await api().as(fresh.accessToken).call(getMe, {})).body.email).toBe(person.email);
  });

  test('are asked for again after the password was reset by mail', async () => {
    const own = await protectedPerson();
    const { email } = own;
    const mailed = (await codesTo(email)).length;
    await api().call(forgotPassword, { body: { email } });
    const [code = ''] = await mailedCodes(email, mailed + 1);
    const password = 'Another-horse-7';
    await api().call(resetPassword, { body: { email, code, password } });
    const challenge = await challengeOf({ email, password });
    expect((await verify(challenge, await own.app.nextCode())).status).toBe(200);
  });
});

describe('a code', () => {
  test('works once: not for a second login of the same half minute', async () => {
    const own = await protectedPerson();
    const [first, second] = [await challengeOf(own), await challengeOf(own)];
    const code = await own.app.nextCode();
    expect((await verify(first, code)).status).toBe(200);
    expectRefusal(await verify(second, code), 'wrong-code');
    expect((await verify(second, await own.app.nextCode())).status).toBe(200);
  });

  test('that turned the second factor on is used by that', async () => {
    const own = await protectedPerson();
    const used = own.app.lastCode();
    expectRefusal(await verify(await challengeOf(own), used), 'wrong-code');
  });

  test('of somebody else is wrong', async () => {
    const [mine, theirs] = await Promise.all([protectedPerson(), protectedPerson()]);
    expectRefusal(await verify(await challengeOf(mine), await theirs.app.nextCode()), 'wrong-code');
  });

  test('cannot be guessed: after five wrong ones the login is over, and soon nothing is looked at', async () => {
    const own = await protectedPerson();
    const challenge = await challengeOf(own);
    for (let guess = 0; guess < 5; guess++)
      expectRefusal(await verify(challenge, own.app.wrongCode()), 'wrong-code');
    expectRefusal(await verify(challenge, await own.app.nextCode()), 'unauthenticated');
  });

  test('cannot be guessed by entering the password again between the guesses', async () => {
    const own = await protectedPerson();
    const statuses: number[] = [];
    for (let guess = 0; guess < 10; guess++)
      statuses.push((await verify(await challengeOf(own), own.app.wrongCode())).status);
    expect(statuses.slice(0, 5)).toEqual([422, 422, 422, 422, 422]);
    expect(statuses.slice(5)).toContain(429);
    expect(new Set(statuses)).toEqual(new Set([422, 429]));
  });
});

describe('a challenge', () => {
  test('tells nothing of whom it is for', async () => {
    const challenge = await challengeOf(person);
    const { body: me } = await person.api.call(getMe, {});
    const subject = me.userId.slice('usr_'.length);
    const plain = Buffer.from(challenge, 'base64').toString('latin1');
    for (const told of [challenge, plain]) {
      expect(told).not.toContain(person.email);
      expect(told.replaceAll('-', '')).not.toContain(subject);
    }
  });

  test('is over once it is answered, also when two answers come at once', async () => {
    const own = await protectedPerson();
    const challenge = await challengeOf(own);
    const code = await own.app.nextCode();
    const answers = await Promise.all([verify(challenge, code), verify(challenge, code)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expectRefusal(answer, answer.status === 401 ? 'unauthenticated' : 'wrong-code');
    expectRefusal(await verify(challenge, await own.app.nextCode()), 'unauthenticated');
  });

  test('is over when the second factor was turned off meanwhile', async () => {
    const own = await protectedPerson();
    const challenge = await challengeOf(own);
    await own.api.call(disableMfa, { body: { password: own.password, code: await own.app.nextCode() } });
    expectRefusal(await verify(challenge, await own.app.nextCode()), 'unauthenticated');
  });

  test.each(['x', 'A'.repeat(200), '!!!!'])(
    'that we never gave (%s) is refused as one that is over',
    async (text) => {
      expectRefusal(await verify(text, '123456'), 'unauthenticated');
    },
  );

  test('that was altered is refused as one that is over', async () => {
    const challenge = await challengeOf(person);
    const altered = `${challenge.startsWith('A') ? 'B' : 'A'}${challenge.slice(1)}`;
    expectRefusal(await verify(altered, await person.app.nextCode()), 'unauthenticated');
  });

  test('is no access token', async () => {
    expectRefusal(await send(getMe, { token: await challengeOf(person) }), 'unauthenticated');
  });
});

const valid = () => ({ body: { challenge: 'x', code: '123456' } });
testsOfTheBody(verifyMfa, valid);
testsOfInvalidBodies(verifyMfa, valid, [
  ['no challenge', { challenge: undefined }, ['challenge']],
  ['an empty challenge', { challenge: '' }, ['challenge']],
  ['a challenge of 4,097 characters', { challenge: 'A'.repeat(4_097) }, ['challenge']],
  ['no code', { code: undefined }, ['code']],
  ['a code of five digits', { code: '12345' }, ['code']],
  ['an address beside it', { email: 'ada@mytypist.local' }, ['email']],
]);
