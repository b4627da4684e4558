import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { getMe, login, register, verifyEmail } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { goodPassword, newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { codesTo, mailedCodes } from '../inbox.ts';
import { testsOfInvalidBodies, testsOfTheBody } from '../rules.ts';
import { send } from '../send.ts';

const freshEmail = (): string => `register-${randomUUID()}@mytypist.local`;
const api = () => apiClient(inject('baseUrl'));
const chosen = { name: 'Test Person', password: goodPassword };

let known: Person;
beforeAll(async () => {
  known = await newPerson();
});

describe('asking for a code', () => {
  test('is accepted and followed by one mail with a code', async () => {
    const email = freshEmail();
    const reply = await api().call(register, { body: { email } });
    expect(reply.status).toBe(202);
    expect(reply.body).toEqual({ email, next: 'verify-email' });
    expectJsonHeaders(reply.headers);
    expect(await mailedCodes(email, 1)).toEqual([expect.stringMatching(/^\d{6}$/)]);
  });

  test('gives no way to log in: the code has to be presented first', async () => {
    const email = freshEmail();
    await api().call(register, { body: { email } });
    const answer = await send(login, { body: { email, password: goodPassword } });
    expectRefusal(answer, 'invalid-credentials');
  });

  test('takes an address trimmed and in lower case', async () => {
    const email = freshEmail();
    const spelled = `  ${email.toUpperCase()} `;
    const reply = await api().call(register, { body: { email: spelled } });
    expect(reply.body.email).toBe(email);
    const [code = ''] = await mailedCodes(email, 1);
    await api().call(verifyEmail, { body: { email, code, ...chosen } });
    const session = await logIn(inject('baseUrl'), { email, password: goodPassword });
    const { body } = await session.api.call(getMe, {});
    expect(body).toMatchObject({ email, role: 'user' });
  });

  test('can be done by two requests at once', async () => {
    const body = { email: freshEmail() };
    const replies = await Promise.all([api().call(register, { body }), api().call(register, { body })]);
    expect(replies.map(({ status }) => status)).toEqual([202, 202]);
    const [code = ''] = await mailedCodes(body.email, 1);
    expect(code).toMatch(/^\d{6}$/);
  });
});

test('a race of many for one address makes one user, with one of their passwords and one account', async () => {
  const email = freshEmail();
  const asked = await Promise.all(Array.from({ length: 10 }, () => send(register, { body: { email } })));
  expect(asked.map(({ status }) => status)).toEqual(Array(10).fill(202));
  await api().call(register, { body: { email } });
  const [code = ''] = await mailedCodes(email, 2);
  const passwords = Array.from({ length: 6 }, (_, number) => `Correct-horse-${number}0`);
  const presented = await Promise.all(
    passwords.map((password) => send(verifyEmail, { body: { email, code, name: 'Test Person', password } })),
  );
  expect(presented.filter(({ status }) => status === 200)).toHaveLength(1);
  const logins = await Promise.all(
    passwords.flatMap((password) => [1, 2].map(() => send(login, { body: { email, password } }))),
  );
  const letIn = logins.filter(({ status }) => status === 200).map(({ text }) => JSON.parse(text));
  expect(letIn).toHaveLength(2);
  const users = await Promise.all(
    letIn.map(async ({ accessToken }) => (await api().as(accessToken).call(getMe, {})).body),
  );
  expect(users[0]).toEqual(users[1]);
});

describe('an address that is known already', () => {
  test('gets no mail once it is confirmed, and its user stays as it was', async () => {
    const before = (await known.api.call(getMe, {})).body;
    const reply = await api().call(register, { body: { email: known.email } });
    expect(reply.status).toBe(202);
    expect(reply.body).toEqual({ email: known.email, next: 'verify-email' });

    const { api: session } = await logIn(inject('baseUrl'), known);
    expect((await session.call(getMe, {})).body).toEqual(before);
    expect(await codesTo(known.email)).toHaveLength(1);
  });

  test('gets a new code, and only that one works, while it is unconfirmed', async () => {
    const body = { email: freshEmail() };
    await api().call(register, { body });
    const [first = ''] = await mailedCodes(body.email, 1);
    const reply = await api().call(register, { body });
    expect(reply.status).toBe(202);
    const [second = ''] = await mailedCodes(body.email, 2);
    if (first !== second) {
      const old = await send(verifyEmail, { body: { ...body, ...chosen, code: first } });
      expectRefusal(old, 'wrong-code');
    }
    const verified = await api().call(verifyEmail, { body: { ...body, ...chosen, code: second } });
    expect(verified.status).toBe(200);
  });
});

describe('its body', () => {
  const request = () => ({ body: { email: freshEmail() } });
  testsOfTheBody(register, request);
  testsOfInvalidBodies(register, request, [
    ['a missing address', { email: undefined }, ['email']],
    ['an address that is none', { email: 'not-an-address' }, ['email']],
    ['an address with a display name', { email: 'Me <me@mytypist.local>' }, ['email']],
    ['two addresses', { email: 'a@mytypist.local,b@mytypist.local' }, ['email']],
    ['an address with a line break', { email: 'a@mytypist.local\r\nBcc: b@mytypist.local' }, ['email']],
    ['an address of 129 characters', { email: `${'a'.repeat(60)}@${'b'.repeat(60)}.example` }, ['email']],
    ['an address of 300 characters', { email: `${'a'.repeat(280)}@mytypist.local` }, ['email']],
    ['an address that is a number', { email: 7 }, ['email']],
    ['an address that is a list', { email: ['a@mytypist.local'] }, ['email']],
    ['an address that is null', { email: null }, ['email']],
    ['a password, which is chosen later', { password: goodPassword }, ['password']],
    ['a name, which is chosen later', { name: 'Test Person' }, ['name']],
    ['an address that is wrong beside a password', { email: 1, password: 2 }, ['email', 'password']],
    [
      'attributes of the user pool',
      { 'custom:role': 'admin', email_verified: true, 'cognito:groups': ['admin'] },
      ['cognito:groups', 'custom:role', 'email_verified'],
    ],
  ]);
});
