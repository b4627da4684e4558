import { expect, test } from 'vitest';
import { getEmail } from '../../../shared/contract/users.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { asked, confirm, otherThan } from './email-fixtures.ts';

const person: Person = await newPerson();

const seenBy = async ({ accessToken }: Person) => {
  const answer = await send(getEmail, { token: accessToken });
  expect(answer.status).toBe(200);
  expectJsonHeaders(answer.headers);
  return JSON.parse(answer.text);
};

test('says the address with which somebody logs in, and nothing else while no code is waited for', async () => {
  expect(await seenBy(person)).toEqual({ email: person.email });
});

test('shows the address that was asked for until it is confirmed, and to nobody else', async () => {
  const own = await newPerson();
  const { email, code } = await asked(own);
  expect(await seenBy(own)).toEqual({ email: own.email, change: { email, expiresAt: expect.any(String) } });
  expect(await seenBy(person)).toEqual({ email: person.email });
  expect((await confirm(own, code)).status).toBe(200);
  expect(await seenBy(own)).toEqual({ email });
});

test('shows none any more whose code was guessed at too often', async () => {
  const own = await newPerson();
  const { code } = await asked(own);
  for (let guess = 0; guess < 5; guess++) await confirm(own, otherThan(code));
  expect(await seenBy(own)).toEqual({ email: own.email });
});

testsOfTheToken(getEmail, () => ({ token: person.accessToken }));
