import { expect, test } from 'vitest';
import { getEmail, keepEmail } from '../../../shared/contract/users.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectCarefulHeaders, expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { asked, confirm } from './email-fixtures.ts';

const person: Person = await newPerson();

const keep = ({ accessToken }: Person) => send(keepEmail, { token: accessToken });

test('makes the mailed code worth nothing', async () => {
  const own = await newPerson();
  const { code } = await asked(own);
  const answer = await keep(own);
  expect(answer).toMatchObject({ status: 204, text: '' });
  expectCarefulHeaders(answer.headers);
  expect((await own.api.call(getEmail, {})).body).toEqual({ email: own.email });
  expectRefusal(await confirm(own, code), 'wrong-code');
});

test('is answered alike when nothing was asked for, and when it was done before', async () => {
  for (let again = 0; again < 2; again++) expect(await keep(person)).toMatchObject({ status: 204, text: '' });
});

test('touches nobody else’s request', async () => {
  const other = await newPerson();
  const { code } = await asked(other);
  await keep(person);
  expect((await confirm(other, code)).status).toBe(200);
});

test('at the moment of the confirmation either comes first, and the other one is told', async () => {
  for (const keepsFirst of [true, false]) {
    const own = await newPerson();
    const { email, code } = await asked(own);
    const both = keepsFirst ? [keep(own), confirm(own, code)] : [confirm(own, code), keep(own)];
    const answers = await Promise.all(both);
    const [kept, confirmed] = keepsFirst ? answers : answers.toReversed();
    const now = (await own.api.call(getEmail, {})).body;
    if (confirmed?.status === 200) expect(now).toEqual({ email });
    else {
      expect(confirmed?.status).toBe(422);
      expect(kept?.status).toBe(204);
      expect(now).toEqual({ email: own.email });
    }
  }
});

testsOfTheToken(keepEmail, () => ({ token: person.accessToken }));
