import { beforeAll, expect, test } from 'vitest';
import { getPayment } from '../../../shared/contract/payments.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { begin } from './payment-fixtures.ts';

useTable();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

test('a payment is read by its account, and is not there for others', async () => {
  const stranger = await newPerson();
  const { paymentId } = await begin(person);
  const { body } = await person.api.call(getPayment, { params: { paymentId } });
  expect(body).toMatchObject({ paymentId, state: 'pending', expiresAt: expect.any(String) });
  expectRefusal(await send(getPayment, { token: stranger.accessToken, params: { paymentId } }), 'not-found');
});

testsOfTheToken(getPayment, () => ({
  token: person.accessToken,
  params: { paymentId: `pay_${'0'.repeat(32)}` },
}));
