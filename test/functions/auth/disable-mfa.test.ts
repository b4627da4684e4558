import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { getMe, refresh } from '../../../shared/contract/auth.ts';
import { disableMfa, getMfa, recoverMfa, verifyMfa } from '../../../shared/contract/auth-mfa.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { type ProtectedPerson, protectedPerson } from '../../support/authenticator.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectCarefulHeaders, expectRefusal } from '../expectations.ts';
import { mailsOfKind } from '../inbox.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { type Answer, send } from '../send.ts';
import { challengeOf } from './mfa-steps.ts';

let bystander: Person;
beforeAll(async () => {
  bystander = await newPerson();
});

const disable = (person: ProtectedPerson, code: string, password = person.password): Promise<Answer> =>
  send(disableMfa, { token: person.accessToken, body: { password, code } });

describe('turning the second factor off', () => {
  test('lets the password be enough again, and forgets app and recovery codes', async () => {
    const person = await protectedPerson();
    const answer = await disable(person, await person.app.nextCode());
    expect(answer).toMatchObject({ status: 204, text: '' });
    expectCarefulHeaders(answer.headers);
    await expect(logIn(inject('baseUrl'), person)).resolves.toHaveProperty('accessToken');
    const { email, password } = person;
    const [recoveryCode = ''] = person.recoveryCodes;
    expectRefusal(await send(recoverMfa, { body: { email, password, recoveryCode } }), 'mfa-off');
    expect(await mailsOfKind(person.email, 'mfa-disabled', 1)).toHaveLength(1);
    expectRefusal(await disable(person, await person.app.nextCode()), 'mfa-off');
  });

  test('lets this session go on, refreshed too, and ends all others', async () => {
    const before = await newPerson();
    const other = await logIn(inject('baseUrl'), before);
    const person = await protectedPerson(before);
    expect((await disable(person, await person.app.nextCode())).status).toBe(204);
    const { body: fresh } = await apiClient(inject('baseUrl')).call(refresh, {
      body: { refreshToken: person.refreshToken },
    });
    for (const token of [person.accessToken, fresh.accessToken])
      expect((await send(getMe, { token })).status).toBe(200);
    expectRefusal(await send(getMe, { token: other.accessToken }), 'unauthenticated');
    expectRefusal(await send(refresh, { body: { refreshToken: other.refreshToken } }), 'unauthenticated');
  });

  test('takes both password and code: one wrong changes nothing and ends nothing', async () => {
    const before = await newPerson();
    const other = await logIn(inject('baseUrl'), before);
    const person = await protectedPerson(before);
    expectRefusal(await disable(person, person.app.wrongCode()), 'wrong-code');
    expectRefusal(await disable(person, await person.app.nextCode(), 'Wrong-horse-9'), 'wrong-password');
    expect((await person.api.call(getMfa, {})).body).toEqual({ enabled: true, recoveryCodesLeft: 10 });
    expect((await send(getMe, { token: other.accessToken })).status).toBe(200);
  });

  test('takes a code that was not used before, not even for logging in', async () => {
    const person = await protectedPerson();
    const code = await person.app.nextCode();
    const body = { challenge: await challengeOf(person), code };
    expect((await send(verifyMfa, { body })).status).toBe(200);
    expectRefusal(await disable(person, code), 'wrong-code');
    expect((await person.api.call(getMfa, {})).body.enabled).toBe(true);
  });

  test('twice at once with one code does it once', async () => {
    const person = await protectedPerson();
    const code = await person.app.nextCode();
    const answers = await Promise.all([disable(person, code), disable(person, code)]);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 204))
      expectRefusal(answer, answer.status === 409 ? 'mfa-off' : 'wrong-code');
    expect((await person.api.call(getMfa, {})).body.enabled).toBe(false);
  });

  test('cannot be guessed: after five wrong codes the right one is refused too', async () => {
    const person = await protectedPerson();
    const answers: Answer[] = [];
    for (let guess = 0; guess < 7; guess++) answers.push(await disable(person, person.app.wrongCode()));
    expect(answers.slice(0, 5).map(({ status }) => status)).toEqual([422, 422, 422, 422, 422]);
    expect(answers.map(({ status }) => status)).toContain(429);
    expect((await person.api.call(getMfa, {})).body.enabled).toBe(true);
  });

  test('is of no effect for somebody without one', async () => {
    const body = { password: bystander.password, code: '123456' };
    expectRefusal(await send(disableMfa, { token: bystander.accessToken, body }), 'mfa-off');
    expect((await bystander.api.call(getMe, {})).status).toBe(200);
  });
});

const valid = () => ({ token: bystander.accessToken, body: { password: 'Wrong-horse-9', code: '123456' } });
testsOfTheToken(disableMfa, valid);
testsOfTheBody(disableMfa, valid);
testsOfInvalidBodies(disableMfa, valid, [
  ['no password', { password: undefined }, ['password']],
  ['no code', { code: undefined }, ['code']],
  ['a code that is no six digits', { code: 'abcdef' }, ['code']],
  ['somebody else', { userId: 'usr_1' }, ['userId']],
]);
