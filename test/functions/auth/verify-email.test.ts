import { randomUUID } from 'node:crypto';
import { describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { getMe, login, register, verifyEmail } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { goodPassword } from '../../support/people.ts';
import {
  expectFieldFaults,
  expectIndistinguishable,
  expectJsonHeaders,
  expectRefusal,
} from '../expectations.ts';
import { mailedCodes } from '../inbox.ts';
import { testsOfInvalidBodies, testsOfTheBody } from '../rules.ts';
import { send } from '../send.ts';

const freshEmail = (): string => `verify-${randomUUID()}@mytypist.local`;
const api = () => apiClient(inject('baseUrl'));
const chosen = { name: 'Test Person', password: goodPassword };

/** Somebody who has asked for a code and not presented it: what they would send. */
async function registered(): Promise<{ email: string; code: string; name: string; password: string }> {
  const email = freshEmail();
  await api().call(register, { body: { email } });
  const [code = ''] = await mailedCodes(email, 1);
  return { email, code, ...chosen };
}

/** A code that differs from the one given. */
const otherThan = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('the mailed code', () => {
  test('makes a user with the name and password that come with it', async () => {
    const body = await registered();
    const reply = await api().call(verifyEmail, { body });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({ email: body.email, next: 'login' });
    expectJsonHeaders(reply.headers);
    const session = await logIn(inject('baseUrl'), body);
    const me = await session.api.call(getMe, {});
    expect(me.body).toMatchObject({ email: body.email, name: body.name, role: 'user', revision: 1 });
  });

  test('may be typed with spaces around it and the address in capitals', async () => {
    const body = await registered();
    const reply = await api().call(verifyEmail, {
      body: { ...body, email: ` ${body.email.toUpperCase()}`, code: ` ${body.code} ` },
    });
    expect(reply.body.email).toBe(body.email);
  });

  test('works once: a second password does not replace the first', async () => {
    const body = await registered();
    await api().call(verifyEmail, { body });
    const again = { ...body, password: 'Another-pass-7', name: 'Somebody Else' };
    expectRefusal(await send(verifyEmail, { body: again }), 'wrong-code');
    const session = await logIn(inject('baseUrl'), body);
    expect((await session.api.call(getMe, {})).body.name).toBe(body.name);
    const other = await send(login, { body: { email: body.email, password: again.password } });
    expectRefusal(other, 'invalid-credentials');
  });

  test('lets one of two requests at once choose the password', async () => {
    const body = await registered();
    const passwords = ['First-password-1', 'Second-password-2'];
    const answers = await Promise.all(
      passwords.map((password) => send(verifyEmail, { body: { ...body, password } })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422]);
    for (const [index, password] of passwords.entries()) {
      const { status } = await send(login, { body: { email: body.email, password } });
      expect(status).toBe(answers[index]?.status === 200 ? 200 : 401);
    }
  });

  test('is of no use for another address', async () => {
    const { code } = await registered();
    const other = await registered();
    if (code === other.code) return expect(code).toBe(other.code);
    return void expectRefusal(await send(verifyEmail, { body: { ...other, code } }), 'wrong-code');
  });

  test('still works after a wrong attempt', async () => {
    const body = await registered();
    const wrong = { ...body, code: otherThan(body.code) };
    expectRefusal(await send(verifyEmail, { body: wrong }), 'wrong-code');
    expect((await api().call(verifyEmail, { body })).status).toBe(200);
  });

  test('is not used up by a password or name that is refused', async () => {
    const body = await registered();
    const refused = { ...body, password: 'too-short', name: '' };
    expectFieldFaults(await send(verifyEmail, { body: refused }), ['name', 'password']);
    expect((await api().call(verifyEmail, { body })).status).toBe(200);
  });

  test('cannot be guessed for ever: after five wrong ones the right one is refused as well', async () => {
    const body = await registered();
    const guess = { ...body, code: otherThan(body.code) };
    for (let attempt = 0; attempt < 5; attempt++) {
      expectRefusal(await send(verifyEmail, { body: guess }), 'wrong-code');
    }
    expectRefusal(await send(verifyEmail, { body }), 'wrong-code');
    const answer = await send(login, { body: { email: body.email, password: body.password } });
    expectRefusal(answer, 'invalid-credentials');
  });
});

describe('the name and password chosen', () => {
  test.each([
    ['a name of 100 characters', { name: 'n'.repeat(100) }],
    ['a name with letters of any script', { name: 'Zoë Ọlá 名前' }],
    ['a password of 10 characters', { password: 'qzkvwjxbhm' }],
    ['a password of 128 characters', { password: 'river-sea.'.repeat(12).padEnd(128, 'x') }],
    ['a password with spaces and other scripts inside', { password: 'Ó dara o, 1 Password' }],
  ])('may be %s', async (_, change) => {
    const body = { ...(await registered()), ...change };
    expect((await api().call(verifyEmail, { body })).status).toBe(200);
    const session = await logIn(inject('baseUrl'), body);
    expect((await session.api.call(getMe, {})).body.name).toBe(body.name);
  });

  test('may be a name with spaces around it, which are left out', async () => {
    const body = await registered();
    await api().call(verifyEmail, { body: { ...body, name: '  Test Person ' } });
    const session = await logIn(inject('baseUrl'), body);
    expect((await session.api.call(getMe, {})).body.name).toBe('Test Person');
  });

  test.each([
    ['small letters only', 'correcthorsebattery'],
    ['capitals only', 'CORRECT-HORSE-BATTERY'],
    ['digits only', '70412958836142'],
    ['words of another language', 'ọjọ́ dára lónìí ní Ìbàdàn'],
  ])('may be %s', async (_, password) => {
    const body = { ...(await registered()), password };
    expect((await api().call(verifyEmail, { body })).status).toBe(200);
    expect((await logIn(inject('baseUrl'), body)).accessToken).toMatch(/^ey/);
  });

  test.each([
    ['is found in every list', 'password123'],
    ['is so with capitals and a number', 'Qwertyuiop2026'],
    ['is so with signs in between', 'Pass-word-2026!'],
    ['is our own name', 'MyTypist-2026'],
  ])('are refused when the password %s, and the code can still be used', async (_, password) => {
    const body = await registered();
    expectRefusal(await send(verifyEmail, { body: { ...body, password } }), 'weak-password');
    expect((await api().call(verifyEmail, { body })).status).toBe(200);
  });

  test('are refused when the password is hardly more than the name, known address or not', async () => {
    const body = { ...(await registered()), name: 'Adaeze Okonkwo', password: 'Okonkwo-Adaeze-1' };
    const known = await send(verifyEmail, { body });
    expectRefusal(known, 'weak-password');
    const unknown = await send(verifyEmail, { body: { ...body, email: freshEmail() } });
    expectIndistinguishable(known, unknown);
  });
});

describe('its body', () => {
  const request = () => ({ body: { email: freshEmail(), code: '123456', ...chosen } });
  testsOfTheBody(verifyEmail, request);
  testsOfInvalidBodies(verifyEmail, request, [
    ['a missing address', { email: undefined }, ['email']],
    ['an address that is none', { email: 'x' }, ['email']],
    ['a missing code', { code: undefined }, ['code']],
    ['a code of five digits', { code: '12345' }, ['code']],
    ['a code of seven digits', { code: '1234567' }, ['code']],
    ['a code with letters', { code: '12a456' }, ['code']],
    ['a code of digits of another script', { code: '١٢٣٤٥٦' }, ['code']],
    ['a code with a line break inside', { code: '123\n456' }, ['code']],
    ['a code that is a number', { code: 123456 }, ['code']],
    ['a code that is null', { code: null }, ['code']],
    ['an empty code', { code: '' }, ['code']],
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
    [
      'every field at once',
      { email: 1, code: 2, name: 3, password: 4 },
      ['code', 'email', 'name', 'password'],
    ],
    ['a role of its own', { 'custom:role': 'admin', permanent: true }, ['custom:role', 'permanent']],
  ]);
});
