import { randomUUID } from 'node:crypto';
import { describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { forgotPassword, register } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { newPerson } from '../../support/people.ts';
import { codesTo, mailedCodes } from '../inbox.ts';
import { testsOfInvalidBodies, testsOfTheBody } from '../rules.ts';
import { send } from '../send.ts';

const api = () => apiClient(inject('baseUrl'));
const freshEmail = (): string => `forgot-${randomUUID()}@mytypist.local`;

describe('a forgotten password', () => {
  test('brings a mail with a code, and changes nothing yet', async () => {
    const person = await newPerson();
    const mailed = (await codesTo(person.email)).length;
    const reply = await api().call(forgotPassword, { body: { email: person.email } });
    expect(reply.status).toBe(202);
    expect(reply.body).toEqual({ email: person.email, next: 'reset-password' });
    const [code] = await mailedCodes(person.email, mailed + 1);
    expect(code).toMatch(/^\d{6}$/);
    await expect(logIn(inject('baseUrl'), person)).resolves.toHaveProperty('accessToken');
  });

  test('brings no mail to an address that is unknown or not confirmed, and answers the same', async () => {
    const unconfirmed = freshEmail();
    await api().call(register, { body: { email: unconfirmed } });
    await mailedCodes(unconfirmed, 1);
    for (const email of [unconfirmed, freshEmail()]) {
      const { status, text } = await send(forgotPassword, { body: { email } });
      expect(status).toBe(202);
      expect(JSON.parse(text)).toEqual({ email, next: 'reset-password' });
    }
    expect(await codesTo(unconfirmed)).toHaveLength(1);
  });
});

const valid = () => ({ body: { email: freshEmail() } });
testsOfTheBody(forgotPassword, valid);
testsOfInvalidBodies(forgotPassword, valid, [
  ['no address', { email: undefined }, ['email']],
  ['what is no address', { email: 'ada' }, ['email']],
]);
