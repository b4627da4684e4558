import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { register, verifyEmail } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { goodPassword, newPerson, type Person } from '../../support/people.ts';
import { expectIndistinguishable, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { mailedCodes } from '../inbox.ts';
import { testsOfInvalidBodies, testsOfTheBody } from '../rules.ts';
import { send } from '../send.ts';

const freshEmail = (): string => `verify-${randomUUID()}@mytypist.local`;
const api = () => apiClient(inject('baseUrl'));

/** Somebody who has registered and not confirmed, with the mailed code. */
async function registered(): Promise<{ email: string; code: string }> {
  const email = freshEmail();
  await api().call(register, { body: { email, password: goodPassword, name: 'Test Person' } });
  const [code = ''] = await mailedCodes(email, 1);
  return { email, code };
}

/** A code that differs from the one given. */
const otherThan = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

let confirmed: Person;
beforeAll(async () => {
  confirmed = await newPerson();
});

describe('the mailed code', () => {
  test('confirms the address, and logging in works from then on', async () => {
    const { email, code } = await registered();
    const reply = await api().call(verifyEmail, { body: { email, code } });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({ email, next: 'login' });
    expectJsonHeaders(reply.headers);
    const session = await logIn(inject('baseUrl'), { email, password: goodPassword });
    expect(session.accessToken).not.toBe('');
  });

  test('may be typed with spaces around it and the address in capitals', async () => {
    const { email, code } = await registered();
    const reply = await api().call(verifyEmail, {
      body: { email: ` ${email.toUpperCase()}`, code: ` ${code} ` },
    });
    expect(reply.body.email).toBe(email);
  });

  test('works once', async () => {
    const { email, code } = await registered();
    await api().call(verifyEmail, { body: { email, code } });
    expectRefusal(await send(verifyEmail, { body: { email, code } }), 'wrong-code');
  });

  test('lets one of two requests at once confirm', async () => {
    const body = await registered();
    const answers = await Promise.all([send(verifyEmail, { body }), send(verifyEmail, { body })]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422]);
  });

  test('is of no use for another address', async () => {
    const { code } = await registered();
    const other = await registered();
    if (code === other.code) return expect(code).toBe(other.code);
    return void expectRefusal(await send(verifyEmail, { body: { email: other.email, code } }), 'wrong-code');
  });

  test('still works after a wrong attempt', async () => {
    const { email, code } = await registered();
    expectRefusal(await send(verifyEmail, { body: { email, code: otherThan(code) } }), 'wrong-code');
    expect((await api().call(verifyEmail, { body: { email, code } })).status).toBe(200);
  });
});

describe('a wrong code', () => {
  test('is answered alike for unknown, unconfirmed and confirmed addresses', async () => {
    const { email, code } = await registered();
    const wrong = otherThan(code);
    const unknown = await send(verifyEmail, { body: { email: freshEmail(), code: wrong } });
    expectRefusal(unknown, 'wrong-code');
    expectIndistinguishable(unknown, await send(verifyEmail, { body: { email, code: wrong } }));
    expectIndistinguishable(
      unknown,
      await send(verifyEmail, { body: { email: confirmed.email, code: wrong } }),
    );
  });

  test('cannot be tried for ever, whether the address is known or not', async () => {
    const { email, code } = await registered();
    for (const address of [email, freshEmail()]) {
      const codes: number[] = [];
      for (let attempt = 0; attempt < 6; attempt++) {
        codes.push((await send(verifyEmail, { body: { email: address, code: otherThan(code) } })).status);
      }
      expect(codes).toEqual([422, 422, 422, 422, 422, 429]);
      expectRefusal(await send(verifyEmail, { body: { email: address, code } }), 'too-many-attempts');
    }
  });
});

describe('its body', () => {
  const request = () => ({ body: { email: freshEmail(), code: '123456' } });
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
    ['a password beside them', { password: goodPassword }, ['password']],
  ]);
});
