import { randomUUID } from 'node:crypto';
import { describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { forgotPassword, getMe, login, refresh, resetPassword } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectRefusal } from '../expectations.ts';
import { codesTo, mailedCodes } from '../inbox.ts';
import { testsOfInvalidBodies, testsOfTheBody } from '../rules.ts';
import { send } from '../send.ts';

const api = () => apiClient(inject('baseUrl'));
const newPassword = 'Another-horse-7';

/** Somebody who has asked for a code, and what they would send. */
async function forgetful(): Promise<{
  person: Person;
  body: { email: string; code: string; password: string };
}> {
  const person = await newPerson();
  const { email } = person;
  const mailed = (await codesTo(email)).length;
  await api().call(forgotPassword, { body: { email } });
  const [code = ''] = await mailedCodes(email, mailed + 1);
  return { person, body: { email, code, password: newPassword } };
}

describe('the mailed code', () => {
  test('gives the user the new password, and the old one is worth nothing', async () => {
    const { person, body } = await forgetful();
    const reply = await api().call(resetPassword, { body });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({ email: person.email, next: 'login' });
    const old = await send(login, { body: { email: person.email, password: person.password } });
    expectRefusal(old, 'invalid-credentials');
    const session = await logIn(inject('baseUrl'), { ...person, password: newPassword });
    expect((await session.api.call(getMe, {})).body.email).toBe(person.email);
  });

  test('ends every session at once, also what a refresh would give', async () => {
    const { person, body } = await forgetful();
    const other = await logIn(inject('baseUrl'), person);
    await api().call(resetPassword, { body });
    for (const { accessToken, refreshToken } of [person, other]) {
      expectRefusal(await send(getMe, { token: accessToken }), 'unauthenticated');
      expectRefusal(await send(refresh, { body: { refreshToken } }), 'unauthenticated');
    }
  });

  test('works once, also when it is sent twice at once', async () => {
    const { person, body } = await forgetful();
    const passwords = ['First-password-1', 'Second-password-2'];
    const answers = await Promise.all(
      passwords.map((password) => send(resetPassword, { body: { ...body, password } })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422]);
    for (const [index, password] of passwords.entries()) {
      const { status } = await send(login, { body: { email: person.email, password } });
      expect(status).toBe(answers[index]?.status === 200 ? 200 : 401);
    }
  });

  test('of somebody else changes nobody', async () => {
    const [{ body }, other] = [await forgetful(), await newPerson()];
    expectRefusal(await send(resetPassword, { body: { ...body, email: other.email } }), 'wrong-code');
    await expect(logIn(inject('baseUrl'), other)).resolves.toHaveProperty('accessToken');
  });
});

test('a wrong code is refused alike for a known and for an unknown address, and the password stays', async () => {
  const person = await newPerson();
  const unknown = `reset-${randomUUID()}@mytypist.local`;
  const messages = new Set<string>();
  for (const email of [person.email, unknown]) {
    const answer = await send(resetPassword, { body: { email, code: '000000', password: newPassword } });
    messages.add(expectRefusal(answer, 'wrong-code').message);
  }
  expect(messages.size).toBe(1);
  await expect(logIn(inject('baseUrl'), person)).resolves.toHaveProperty('accessToken');
});

const valid = () => ({ body: { email: 'ada@mytypist.local', code: '123456', password: newPassword } });
testsOfTheBody(resetPassword, valid);
testsOfInvalidBodies(resetPassword, valid, [
  ['no address', { email: undefined }, ['email']],
  ['a code of five digits', { code: '12345' }, ['code']],
  ['a password that is too short', { password: 'Short-1' }, ['password']],
]);
