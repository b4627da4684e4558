import { beforeAll, describe, expect, inject, test } from 'vitest';
import { getMe, login } from '../../../shared/contract/auth.ts';
import { confirmMfa, getMfa, recoverMfa } from '../../../shared/contract/auth-mfa.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { type App, enrolledApp, protectedPerson } from '../../support/authenticator.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { mailsOfKind } from '../inbox.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

async function enrolled(): Promise<{ own: Person; app: App }> {
  const own = await newPerson();
  return { own, app: await enrolledApp(own) };
}

describe('a code of the app', () => {
  test('turns the second factor on and gives ten recovery codes', async () => {
    const { own, app } = await enrolled();
    const answer = await send(confirmMfa, { token: own.accessToken, body: { code: await app.nextCode() } });
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const { recoveryCodes, ...rest } = JSON.parse(answer.text);
    expect(rest).toEqual({});
    expect(new Set(recoveryCodes).size).toBe(10);
    for (const code of recoveryCodes)
      expect(code).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$/);
    const { body } = await apiClient(inject('baseUrl')).call(login, {
      body: { email: own.email, password: own.password },
    });
    expect(await mailsOfKind(own.email, 'mfa-enabled', 1)).toHaveLength(1);
    expect(body).toEqual({ next: 'mfa', challenge: expect.stringMatching(/^[\w+/]{50,}={0,2}$/) });
  });

  test('lets this session go on', async () => {
    const { accessToken } = await protectedPerson();
    expect((await send(getMe, { token: accessToken })).status).toBe(200);
  });

  test('that is wrong changes nothing, and the right one still works', async () => {
    const { own, app } = await enrolled();
    const wrong = await send(confirmMfa, { token: own.accessToken, body: { code: app.wrongCode() } });
    expectRefusal(wrong, 'wrong-code');
    expect((await own.api.call(getMfa, {})).body.enabled).toBe(false);
    await own.api.call(confirmMfa, { body: { code: await app.nextCode() } });
    expect((await own.api.call(getMfa, {})).body.enabled).toBe(true);
  });

  test('is worth nothing without an app being set up', async () => {
    const answer = await send(confirmMfa, { token: person.accessToken, body: { code: '123456' } });
    expectRefusal(answer, 'wrong-code');
    expect((await person.api.call(getMfa, {})).body.enabled).toBe(false);
  });

  test('of an earlier secret is wrong: only the newest counts', async () => {
    const { own, app } = await enrolled();
    const newer = await enrolledApp(own);
    const body = { code: await app.nextCode() };
    expectRefusal(await send(confirmMfa, { token: own.accessToken, body }), 'wrong-code');
    await own.api.call(confirmMfa, { body: { code: await newer.nextCode() } });
  });

  test('of somebody else is wrong', async () => {
    const [mine, theirs] = [await enrolled(), await enrolled()];
    const body = { code: await theirs.app.nextCode() };
    expectRefusal(await send(confirmMfa, { token: mine.own.accessToken, body }), 'wrong-code');
  });

  test('sent twice at once confirms once: exactly the codes of one answer work', async () => {
    const { own, app } = await enrolled();
    const body = { code: await app.nextCode() };
    const answers = await Promise.all([1, 2].map(() => send(confirmMfa, { token: own.accessToken, body })));
    const made = answers.filter(({ status }) => status === 200);
    expect(made).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expectRefusal(answer, answer.status === 409 ? 'conflict' : 'wrong-code');
    const [recoveryCode] = JSON.parse(made[0]?.text ?? '{}').recoveryCodes;
    const { email, password } = own;
    expect((await send(recoverMfa, { body: { email, password, recoveryCode } })).status).toBe(200);
  });
});

const valid = () => ({ token: person.accessToken, body: { code: '123456' } });
testsOfTheToken(confirmMfa, valid);
testsOfTheBody(confirmMfa, valid);
testsOfInvalidBodies(confirmMfa, valid, [
  ['no code', { code: undefined }, ['code']],
  ['a code of seven digits', { code: '1234567' }, ['code']],
  ['a code with letters', { code: '12a456' }, ['code']],
  ['recovery codes of its own', { recoveryCodes: ['a'] }, ['recoveryCodes']],
]);
