import { beforeAll, describe, expect, inject, test } from 'vitest';
import { getMe } from '../../../shared/contract/auth.ts';
import { showReturn } from '../../../shared/contract/payments.ts';
import { ledgerOf } from '../../support/money.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectCarefulHeaders } from '../expectations.ts';
import { begin, pay, stageOrigin } from './payment-fixtures.ts';

useTable();

let person: Person;
let accountId: string;
beforeAll(async () => {
  person = await newPerson();
  accountId = (await person.api.call(getMe, {})).body.accountId;
});

describe('the page that the provider returns to', () => {
  const titleAt = async (address: string): Promise<string | undefined> => {
    const reply = await fetch(address);
    expect(reply.status).toBe(200);
    expectCarefulHeaders(reply.headers);
    return /<h1>(.*)<\/h1>/.exec(await reply.text())?.[1];
  };

  test('asks the provider, whatever its address says', async () => {
    const { paymentId, checkoutUrl } = await begin(person);
    const page = `${inject('baseUrl')}${showReturn.path}`;
    expect(await titleAt(`${page}?status=successful&tx_ref=${paymentId}&transaction_id=1`)).toBe(
      'Not there yet',
    );
    const { redirect } = await pay(checkoutUrl);
    expect(await titleAt((redirect ?? '').replace(stageOrigin, inject('baseUrl')))).toBe('Paid');
    expect((await ledgerOf(accountId)).filter(({ content }) => content.about.id === paymentId)).toHaveLength(
      1,
    );
    expect(await titleAt(`${page}?status=cancelled&tx_ref=${paymentId}`)).toBe('Paid');
  });

  test.each(['', '?tx_ref=', '?tx_ref=ord_1', `?tx_ref=pay_${'0'.repeat(32)}`, '?tx_ref=a&tx_ref=b'])(
    'knows nothing of "%s"',
    async (query) => {
      expect(await titleAt(`${inject('baseUrl')}${showReturn.path}${query}`)).toBe('Not known');
    },
  );
});
