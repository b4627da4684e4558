import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { getMe, login, register, verifyEmail } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { goodPassword, newPerson, type Person } from '../../support/people.ts';
import { expectIndistinguishable, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { mailedCodes } from '../inbox.ts';
import { testsOfInvalidBodies, testsOfTheBody } from '../rules.ts';
import { send } from '../send.ts';

const freshEmail = (): string => `login-${randomUUID()}@mytypist.local`;
const api = () => apiClient(inject('baseUrl'));

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const credentials = (): { email: string; password: string } => ({
  email: person.email,
  password: person.password,
});

describe('the right password', () => {
  test('gives tokens that work, and nothing else', async () => {
    const { status, headers, text } = await send(login, { body: credentials() });
    expect(status).toBe(200);
    expectJsonHeaders(headers);
    const tokens = JSON.parse(text);
    expect(tokens).toEqual({
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refreshToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 900,
    });
    const me = await api().as(tokens.accessToken).call(getMe, {});
    expect(me.body.email).toBe(person.email);
    expect(headers.get('set-cookie')).toBeNull();
  });

  test('leads to the same user and account every time, however the address is spelled', async () => {
    const before = await person.api.call(getMe, {});
    const session = await logIn(inject('baseUrl'), { ...person, email: ` ${person.email.toUpperCase()} ` });
    const after = await session.api.call(getMe, {});
    expect(after.body).toEqual(before.body);
  });

  test('gives sessions of their own', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => logIn(inject('baseUrl'), person)));
    expect(one?.accessToken).not.toBe(other?.accessToken);
    expect(one?.refreshToken).not.toBe(other?.refreshToken);
  });

  test('makes one user and one account although two first logins come at once', async () => {
    const body = { email: freshEmail(), password: goodPassword };
    await api().call(register, { body: { email: body.email } });
    const [code = ''] = await mailedCodes(body.email, 1);
    await api().call(verifyEmail, { body: { ...body, code, name: 'Test Person' } });
    const sessions = await Promise.all(Array.from({ length: 3 }, () => logIn(inject('baseUrl'), body)));
    const users = await Promise.all(
      sessions.map(async (session) => (await session.api.call(getMe, {})).body),
    );
    expect(users[1]).toEqual(users[0]);
    expect(users[2]).toEqual(users[0]);
  });
});

describe('a refusal', () => {
  test('does not tell a wrong password from an unknown address', async () => {
    const password = 'Wrong-horse-9';
    const unknown = await send(login, { body: { email: freshEmail(), password } });
    expectRefusal(unknown, 'invalid-credentials');
    expectIndistinguishable(unknown, await send(login, { body: { email: person.email, password } }));
  });

  test('does not tell that an address waits for its confirmation: there is no password for it yet', async () => {
    const email = freshEmail();
    await api().call(register, { body: { email } });
    for (const password of ['Wrong-horse-9', goodPassword]) {
      const unknown = await send(login, { body: { email: freshEmail(), password } });
      expectRefusal(unknown, 'invalid-credentials');
      expectIndistinguishable(unknown, await send(login, { body: { email, password } }));
    }
  });

  test.each(['a known', 'an unknown', 'an unconfirmed'])(
    'of %s address turns into waiting after many attempts',
    async (which) => {
      const email = which === 'a known' ? (await newPerson()).email : freshEmail();
      if (which === 'an unconfirmed') await api().call(register, { body: { email } });
      const body = { email, password: 'Wrong-horse-9' };
      const answers = await Promise.all(Array.from({ length: 9 }, () => send(login, { body })));
      const statuses = answers.map(({ status }) => status).toSorted();
      expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
      expect(statuses.at(-1)).toBe(429);
      for (const answer of answers) {
        expectRefusal(answer, answer.status === 429 ? 'too-many-attempts' : 'invalid-credentials');
      }
    },
  );

  test('treats the password as it is: not trimmed, not lower-cased', async () => {
    for (const password of [` ${person.password}`, `${person.password} `, person.password.toLowerCase()]) {
      expectRefusal(await send(login, { body: { email: person.email, password } }), 'invalid-credentials');
    }
    // Three failures are within what is free; the right password starts the count again.
    expect((await api().call(login, { body: credentials() })).status).toBe(200);
  });
});

describe('its body', () => {
  const request = () => ({ body: { email: freshEmail(), password: goodPassword } });
  testsOfTheBody(login, request);
  testsOfInvalidBodies(login, request, [
    ['a missing address', { email: undefined }, ['email']],
    ['an address that is none', { email: 'x' }, ['email']],
    ['an address that is an object', { email: { $ne: null } }, ['email']],
    ['a missing password', { password: undefined }, ['password']],
    ['an empty password', { password: '' }, ['password']],
    ['a password of 129 characters', { password: 'x'.repeat(129) }, ['password']],
    ['a password that is a number', { password: 1 }, ['password']],
    ['a password that is null', { password: null }, ['password']],
    ['a flow of its own', { authFlow: 'CUSTOM_AUTH' }, ['authFlow']],
  ]);
});
