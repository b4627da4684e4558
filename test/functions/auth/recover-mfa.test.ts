import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { getMe, refresh } from '../../../shared/contract/auth.ts';
import { getMfa, recoverMfa, verifyMfa } from '../../../shared/contract/auth-mfa.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { protectedPerson } from '../../support/authenticator.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { mailsOfKind } from '../inbox.ts';
import { testsOfInvalidBodies, testsOfTheBody } from '../rules.ts';
import { type Answer, send } from '../send.ts';
import { challengeOf } from './mfa-steps.ts';

let bystander: Person;
beforeAll(async () => {
  bystander = await newPerson();
});

/** No code of anybody: each has other letters with near certainty. */
const wrong = 'zzzz-zzzz-zzzz-zzzz-zzzz-zzzz';

const recover = ({ email }: { email: string }, password: string, recoveryCode = wrong): Promise<Answer> =>
  send(recoverMfa, { body: { email, password, recoveryCode } });

describe('password and recovery code', () => {
  test('give tokens that work, and turn the second factor off', async () => {
    const person = await protectedPerson();
    const answer = await recover(person, person.password, person.recoveryCodes[3]);
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const { accessToken, refreshToken } = JSON.parse(answer.text);
    const api = apiClient(inject('baseUrl'), accessToken);
    expect((await api.call(getMe, {})).body.email).toBe(person.email);
    expect((await api.call(getMfa, {})).body).toEqual({ enabled: false, recoveryCodesLeft: 0 });
    expect(await mailsOfKind(person.email, 'mfa-recovered', 1)).toHaveLength(1);
    expect((await send(refresh, { body: { refreshToken } })).status).toBe(200);
    await expect(logIn(inject('baseUrl'), person)).resolves.toHaveProperty('accessToken');
  });

  test('end every earlier session at once, also what a refresh would give, and every login under way', async () => {
    const person = await protectedPerson();
    const challenge = await challengeOf(person);
    expect((await recover(person, person.password, person.recoveryCodes[0])).status).toBe(200);
    expectRefusal(await send(getMe, { token: person.accessToken }), 'unauthenticated');
    expectRefusal(await send(refresh, { body: { refreshToken: person.refreshToken } }), 'unauthenticated');
    const late = { challenge, code: await person.app.nextCode() };
    expectRefusal(await send(verifyMfa, { body: late }), 'unauthenticated');
  });

  test('let a new app be set up, whose recovery codes are the only ones', async () => {
    const person = await protectedPerson();
    await recover(person, person.password, person.recoveryCodes[0]);
    const session = await logIn(inject('baseUrl'), person);
    const again = await protectedPerson({ ...person, ...session });
    expectRefusal(await recover(person, person.password, person.recoveryCodes[1]), 'wrong-code');
    expect((await recover(person, person.password, again.recoveryCodes[1])).status).toBe(200);
  });

  test('sent many times at once let one in', async () => {
    const person = await protectedPerson();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => recover(person, person.password, person.recoveryCodes[0])),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status } of answers) expect([200, 409, 422, 429]).toContain(status);
  });
});

describe('a recovery code', () => {
  test('is looked at only after the password, whose refusal is that of a login', async () => {
    const person = await protectedPerson();
    const answer = await recover(person, 'Wrong-horse-9', person.recoveryCodes[0]);
    expectRefusal(answer, 'invalid-credentials');
    expect((await recover(person, person.password, person.recoveryCodes[0])).status).toBe(200);
  });

  test('that is wrong changes nothing', async () => {
    const person = await protectedPerson();
    expectRefusal(await recover(person, person.password), 'wrong-code');
    expect((await person.api.call(getMfa, {})).body).toEqual({ enabled: true, recoveryCodesLeft: 10 });
    await expect(challengeOf(person)).resolves.not.toBe('');
  });

  test('of somebody else is wrong', async () => {
    const [mine, theirs] = await Promise.all([protectedPerson(), protectedPerson()]);
    expectRefusal(await recover(mine, mine.password, theirs.recoveryCodes[0]), 'wrong-code');
  });

  test('cannot be guessed: after five wrong ones the right one is refused as well', async () => {
    const person = await protectedPerson();
    for (let guess = 0; guess < 5; guess++)
      expectRefusal(await recover(person, person.password), 'wrong-code');
    expectRefusal(await recover(person, person.password, person.recoveryCodes[0]), 'too-many-attempts');
    // The app is another matter: whoever finds it again gets in.
    const body = { challenge: await challengeOf(person), code: await person.app.nextCode() };
    expect((await send(verifyMfa, { body })).status).toBe(200);
  });

  test('is for nobody without a second factor, and leaves no session behind', async () => {
    expectRefusal(await recover(bystander, bystander.password), 'mfa-off');
    expect((await bystander.api.call(getMe, {})).status).toBe(200);
  });
});

const valid = () => ({
  body: { email: bystander.email, password: 'Wrong-horse-9', recoveryCode: 'k3x1-2mq0-70ha-k3x1-2mq0-70ha' },
});
testsOfTheBody(recoverMfa, valid);
testsOfInvalidBodies(recoverMfa, valid, [
  ['no address', { email: undefined }, ['email']],
  ['no password', { password: undefined }, ['password']],
  ['no recovery code', { recoveryCode: undefined }, ['recoveryCode']],
  ['a recovery code of 23 signs', { recoveryCode: 'k3x1-2mq0-70ha-k3x1-2mq0-70h' }, ['recoveryCode']],
  ['a recovery code of 25 signs', { recoveryCode: 'k3x1-2mq0-70ha-k3x1-2mq0-70ha1' }, ['recoveryCode']],
  ['a recovery code with other signs', { recoveryCode: 'k3x1_2mq0_70ha_k3x1_2mq0_70ha' }, ['recoveryCode']],
  ['a very long recovery code', { recoveryCode: 'a -'.repeat(10_000) }, ['recoveryCode']],
]);
