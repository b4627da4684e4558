import { randomUUID } from 'node:crypto';
import { describe, expect, inject, test } from 'vitest';
import { register, resendCode, verifyEmail } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { goodPassword, newPerson } from '../../support/people.ts';
import { expectRefusal } from '../expectations.ts';
import { codesTo, mailedCodes } from '../inbox.ts';
import { testsOfInvalidBodies, testsOfTheBody } from '../rules.ts';
import { send } from '../send.ts';

const api = () => apiClient(inject('baseUrl'));
const freshEmail = (): string => `resend-${randomUUID()}@mytypist.local`;

describe('asking for the code again', () => {
  test('mails a new one, and only that works', async () => {
    const email = freshEmail();
    await api().call(register, { body: { email } });
    const [first = ''] = await mailedCodes(email, 1);
    const reply = await api().call(resendCode, { body: { email: email.toUpperCase() } });
    expect(reply.status).toBe(202);
    expect(reply.body).toEqual({ email, next: 'verify-email' });
    const [second = ''] = await mailedCodes(email, 2);
    const choice = { email, name: 'Test Person', password: goodPassword };
    if (first !== second)
      expectRefusal(await send(verifyEmail, { body: { ...choice, code: first } }), 'wrong-code');
    expect((await send(verifyEmail, { body: { ...choice, code: second } })).status).toBe(200);
  });

  test('mails nothing to an address that is unknown or confirmed, and answers the same', async () => {
    const { email } = await newPerson();
    const mailed = (await codesTo(email)).length;
    for (const address of [email, freshEmail()]) {
      const { status, text } = await send(resendCode, { body: { email: address } });
      expect(status).toBe(202);
      expect(JSON.parse(text)).toEqual({ email: address, next: 'verify-email' });
    }
    expect(await codesTo(email)).toHaveLength(mailed);
  });
});

const valid = () => ({ body: { email: freshEmail() } });
testsOfTheBody(resendCode, valid);
testsOfInvalidBodies(resendCode, valid, [
  ['no address', { email: undefined }, ['email']],
  ['what is no address', { email: 'ada' }, ['email']],
]);
