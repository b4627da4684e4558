import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { getMe } from '../../../shared/contract/auth.ts';
import { getPayment, verifyPayment } from '../../../shared/contract/payments.ts';
import { dynamo, tableName } from '../../../shared/data/client.ts';
import { balanceOf } from '../../support/money.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { begin, pay, stageOrigin } from './payment-fixtures.ts';

useTable();

let person: Person;
let accountId: string;
beforeAll(async () => {
  person = await newPerson();
  accountId = (await person.api.call(getMe, {})).body.accountId;
});

const verify = async (reference: string) =>
  (await person.api.call(verifyPayment, { query: { reference } })).body;

describe('a payment', () => {
  test('is begun, made on the page of the provider, and credited when it is asked about', async () => {
    const before = await balanceOf(accountId);
    const begun = await begin(person);
    expect(begun).toMatchObject({
      purpose: 'top-up',
      amountKobo: 250_000,
      currency: 'NGN',
      state: 'pending',
    });
    expect(await verify(begun.paymentId)).toMatchObject({ state: 'pending', isKnown: true });
    const { redirect } = await pay(begun.checkoutUrl);
    expect(redirect).toContain(`${stageOrigin}/payments/return?`);
    const paid = await verify(begun.paymentId);
    expect(paid).toMatchObject({ state: 'paid', isKnown: true, method: 'card', refundedKobo: 0 });
    expect(paid.checkoutUrl).toBeUndefined();
    expect((await balanceOf(accountId)).available - before.available).toBe(250_000);
    const { body } = await person.api.call(getPayment, { params: { paymentId: begun.paymentId } });
    expect({ ...body, isKnown: true }).toEqual(paid);
  });

  test('of which one attempt is credited and another fails is shown as paid', async () => {
    const { paymentId, checkoutUrl } = await begin(person);
    const [, second] = (await pay(checkoutUrl, { times: 2 })).transactions;
    const before = await balanceOf(accountId);
    // What nobody can read lies where the second one is to be noted.
    const place = { pk: `payment#${paymentId}`, sk: `attempt#${second}` };
    await dynamo.send(new PutCommand({ TableName: tableName(), Item: place }));
    expect(await verify(paymentId)).toMatchObject({ state: 'paid', isKnown: false });
    await dynamo.send(new DeleteCommand({ TableName: tableName(), Key: place }));
    const after = await balanceOf(accountId);
    expect([after.available - before.available, after.held]).toEqual([250_000, before.held]);
  });

  test('of others, or of nobody, is not there', async () => {
    const stranger = await newPerson();
    const { paymentId } = await begin(person);
    for (const reference of [paymentId, `pay_${'0'.repeat(32)}`])
      expectRefusal(
        await send(verifyPayment, { token: stranger.accessToken, query: { reference } }),
        'not-found',
      );
  });
});

testsOfTheToken(verifyPayment, () => ({
  token: person.accessToken,
  query: { reference: `pay_${'0'.repeat(32)}` },
}));
