import { beforeAll, describe, expect, test } from 'vitest';
import { getMfa, recoverMfa, renewRecoveryCodes } from '../../../shared/contract/auth-mfa.ts';
import { type ProtectedPerson, protectedPerson } from '../../support/authenticator.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { mailsOfKind } from '../inbox.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { type Answer, send } from '../send.ts';

let bystander: Person;
beforeAll(async () => {
  bystander = await newPerson();
});

const renew = (person: ProtectedPerson, code: string, password = person.password): Promise<Answer> =>
  send(renewRecoveryCodes, { token: person.accessToken, body: { password, code } });

const recover = ({ email, password }: Person, recoveryCode = ''): Promise<Answer> =>
  send(recoverMfa, { body: { email, password, recoveryCode } });

describe('new recovery codes', () => {
  test('are ten others, and the earlier ones are worth nothing', async () => {
    const person = await protectedPerson();
    const answer = await renew(person, await person.app.nextCode());
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const { recoveryCodes } = JSON.parse(answer.text);
    expect(new Set([...recoveryCodes, ...person.recoveryCodes]).size).toBe(20);
    expectRefusal(await recover(person, person.recoveryCodes[0]), 'wrong-code');
    expect(await mailsOfKind(person.email, 'recovery-codes-renewed', 1)).toHaveLength(1);
    expect((await recover(person, recoveryCodes[0])).status).toBe(200);
  });

  test('take password and code, neither used nor wrong', async () => {
    const person = await protectedPerson();
    const code = await person.app.nextCode();
    expect((await renew(person, code)).status).toBe(200);
    expectRefusal(await renew(person, code), 'wrong-code');
    expectRefusal(await renew(person, person.app.wrongCode()), 'wrong-code');
    expectRefusal(await renew(person, await person.app.nextCode(), 'Wrong-horse-9'), 'wrong-password');
    expect((await person.api.call(getMfa, {})).body.recoveryCodesLeft).toBe(10);
  });

  test('are not for somebody without a second factor', async () => {
    const body = { password: bystander.password, code: '123456' };
    expectRefusal(await send(renewRecoveryCodes, { token: bystander.accessToken, body }), 'mfa-off');
  });
});

const valid = () => ({ token: bystander.accessToken, body: { password: 'Wrong-horse-9', code: '123456' } });
testsOfTheToken(renewRecoveryCodes, valid);
testsOfTheBody(renewRecoveryCodes, valid);
testsOfInvalidBodies(renewRecoveryCodes, valid, [
  ['no password', { password: undefined }, ['password']],
  ['no code', { code: undefined }, ['code']],
  ['codes of its own', { recoveryCodes: ['aaaa-aaaa-aaaa'] }, ['recoveryCodes']],
]);
