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
const registration = (email = freshEmail()) => ({ email, password: goodPassword, name: 'Test Person' });

let known: Person;
beforeAll(async () => {
  known = await newPerson();
});

describe('a registration', () => {
  test('is accepted and followed by one mail with a code', async () => {
    const body = registration();
    const reply = await api().call(register, { body });
    expect(reply.status).toBe(202);
    expect(reply.body).toEqual({ email: body.email, next: 'verify-email' });
    expectJsonHeaders(reply.headers);
    expect(await mailedCodes(body.email, 1)).toEqual([expect.stringMatching(/^\d{6}$/)]);
  });

  test('does not log in by itself: the address has to be confirmed first', async () => {
    const body = registration();
    await api().call(register, { body });
    const { email, password } = body;
    expectRefusal(await send(login, { body: { email, password } }), 'email-not-verified');
  });

  test('takes an address trimmed and in lower case, and a name with letters of any script', async () => {
    const email = freshEmail();
    const name = 'Zoë Ọlá 名前';
    const spelled = `  ${email.toUpperCase()} `;
    const reply = await api().call(register, { body: { email: spelled, password: goodPassword, name } });
    expect(reply.body.email).toBe(email);
    const [code = ''] = await mailedCodes(email, 1);
    await api().call(verifyEmail, { body: { email, code } });
    const session = await logIn(inject('baseUrl'), { email, password: goodPassword });
    const { body } = await session.api.call(getMe, {});
    expect(body).toMatchObject({ email, name, role: 'user' });
  });

  test.each([
    ['a name of 100 characters', { name: 'n'.repeat(100) }],
    ['a password of 128 characters', { password: `Aa1${'x'.repeat(125)}` }],
    ['a password with spaces and other scripts inside', { password: 'Ó dara o, 1 Password' }],
  ])('takes %s', async (_, change) => {
    const reply = await api().call(register, { body: { ...registration(), ...change } });
    expect(reply.status).toBe(202);
  });

  test('can be made by two requests at once', async () => {
    const body = registration();
    const replies = await Promise.all([api().call(register, { body }), api().call(register, { body })]);
    expect(replies.map(({ status }) => status)).toEqual([202, 202]);
    const [code = ''] = await mailedCodes(body.email, 1);
    expect(code).toMatch(/^\d{6}$/);
  });
});

describe('an address that is known already', () => {
  test('gets the same answer, and its user stays as it was', async () => {
    const fresh = await send(register, { body: registration() });
    const again = await send(register, {
      body: { email: known.email, password: 'Another-pass-7', name: 'Somebody Else' },
    });
    expect(again.status).toBe(fresh.status);
    expect(JSON.parse(again.text)).toEqual({ email: known.email, next: 'verify-email' });
    expect([...again.headers.keys()]).toEqual([...fresh.headers.keys()]);

    const { api: session } = await logIn(inject('baseUrl'), known);
    expect((await session.call(getMe, {})).body.name).toBe('Test Person');
    expectRefusal(
      await send(login, { body: { email: known.email, password: 'Another-pass-7' } }),
      'invalid-credentials',
    );
    expect(await codesTo(known.email)).toHaveLength(1);
  });

  test('gets a new code, and only that one works, while it is unconfirmed', async () => {
    const body = registration();
    await api().call(register, { body });
    const [first = ''] = await mailedCodes(body.email, 1);
    const reply = await api().call(register, { body });
    expect(reply.status).toBe(202);
    const [second = ''] = await mailedCodes(body.email, 2);
    if (first !== second) {
      expectRefusal(await send(verifyEmail, { body: { email: body.email, code: first } }), 'wrong-code');
    }
    const verified = await api().call(verifyEmail, { body: { email: body.email, code: second } });
    expect(verified.status).toBe(200);
  });

  test('answers a weak password like an unknown address does', async () => {
    const password = 'all-lower-case';
    const forKnown = await send(register, { body: { ...registration(known.email), password } });
    const forFresh = await send(register, { body: { ...registration(), password } });
    expect(expectRefusal(forKnown, 'weak-password').message).toBe(
      expectRefusal(forFresh, 'weak-password').message,
    );
  });
});

describe('its body', () => {
  const request = () => ({ body: registration() });
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
    ['a missing password', { password: undefined }, ['password']],
    ['a password of 9 characters', { password: 'Aa1xxxxxx' }, ['password']],
    ['a password of 129 characters', { password: `Aa1${'x'.repeat(126)}` }, ['password']],
    ['a password that begins with a space', { password: ' Correct-horse-9' }, ['password']],
    ['a password that ends with a line break', { password: 'Correct-horse-9\n' }, ['password']],
    ['a password with a line break inside', { password: 'Correct-\nhorse-9' }, ['password']],
    ['a password that is an object', { password: { $gt: '' } }, ['password']],
    ['a missing name', { name: undefined }, ['name']],
    ['an empty name', { name: '' }, ['name']],
    ['a name of spaces', { name: '   ' }, ['name']],
    ['a name of 101 characters', { name: 'n'.repeat(101) }, ['name']],
    ['a name with a line break', { name: 'A\r\nBcc: b@mytypist.local' }, ['name']],
    ['a name with half of a character pair', { name: 'A\ud800' }, ['name']],
    ['a name that is a number', { name: 1 }, ['name']],
    ['every field at once', { email: 1, password: 2, name: 3 }, ['email', 'password', 'name']],
    [
      'attributes of the user pool',
      { 'custom:role': 'admin', email_verified: true, 'cognito:groups': ['admin'] },
      ['cognito:groups', 'custom:role', 'email_verified'],
    ],
  ]);

  test.each([
    ['an upper-case letter', 'correct-horse-9', 'uppercase'],
    ['a lower-case letter', 'CORRECT-HORSE-9', 'lowercase'],
    ['a digit', 'Correct-horse-x', 'numeric'],
  ])('refuses a password without %s and says so', async (_, password, word) => {
    const answer = await send(register, { body: { ...registration(), password } });
    expect(expectRefusal(answer, 'weak-password').message).toContain(word);
  });
});
