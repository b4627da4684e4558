import { beforeAll, describe, expect, test } from 'vitest';
import { listPayments } from '../../../shared/contract/payments.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { testsOfTheToken } from '../rules.ts';
import { begin } from './payment-fixtures.ts';

useTable();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

describe('a payment', () => {
  test('is in the history of its account, and for nobody else', async () => {
    const stranger = await newPerson();
    const { paymentId } = await begin(person, 123_400);
    const { items } = (await person.api.call(listPayments, { query: { limit: 1 } })).body;
    expect(items).toMatchObject([{ paymentId, amountKobo: 123_400 }]);
    const paid = (await person.api.call(listPayments, { query: { state: 'paid', purpose: 'top-up' } })).body;
    expect(paid.items.every(({ state }) => state === 'paid')).toBe(true);
    expect((await stranger.api.call(listPayments, {})).body.items).toEqual([]);
  });
});

testsOfTheToken(listPayments, () => ({ token: person.accessToken }));
