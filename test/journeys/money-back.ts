import { expect, test } from 'vitest';
import { until } from '../../dev/journey.ts';
import { getMe } from '../../shared/contract/auth.ts';
import { inspectPayment, refundPayment } from '../../shared/contract/finance-payments.ts';
import { listReconciliations, startReconciliation } from '../../shared/contract/finance-reconciliation.ts';
import { initiatePayment, verifyPayment } from '../../shared/contract/payments.ts';
import { mailsOfKind } from '../functions/inbox.ts';
import { newAdmin } from '../support/admins.ts';
import { balanceOf } from '../support/money.ts';
import type { OwnCloud } from '../support/own-cloud.ts';
import { newPerson, type Person } from '../support/people.ts';

/** Money that goes back and is compared, by the very functions that do so: with their own permissions and variables. */
export function testsOfMoneyBack(cloud: () => OwnCloud): void {
  const control = async (name: string, body: object): Promise<void> => {
    const address = `${cloud().cloud.url}/dev/flutterwave/control/${name}`;
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(reply.status, await reply.text()).toBe(200);
  };

  /** Somebody begins to top up and pays; nobody tells of it. */
  async function paid({ api }: Person): Promise<string> {
    const { body } = await api.call(initiatePayment, { body: { purpose: 'top-up', amountKobo: 250_000 } });
    await control('pay', { checkout: body.paymentId, outcome: 'success', webhook: 'never' });
    return body.paymentId;
  }

  test('what is given back arrives, and a day is compared with the provider', async () => {
    const own = cloud();
    const { url } = own.cloud;
    const [admin, person] = [await newAdmin(url), await newPerson(url)];
    const { accountId } = (await person.api.call(getMe, {})).body;
    const paymentId = await paid(person);
    await person.api.call(verifyPayment, { query: { reference: paymentId } });
    const body = { kobo: 100_000, reason: 'A test' };
    const headers = { 'idempotency-key': paymentId };
    await admin.api.call(refundPayment, { params: { paymentId }, body, headers });
    const stateOf = async () =>
      (await admin.api.call(inspectPayment, { params: { paymentId } })).body.refunds[0]?.state;
    await own.run('RefundPayments');
    expect(await stateOf()).toBe('in-flight');
    // The provider tells of it by a webhook, which is followed at once.
    await control('clock', { seconds: 60 });
    expect(
      await until('the end of the refund', async () => ((await stateOf()) === 'done' ? 'done' : undefined)),
    ).toBe('done');
    expect(await balanceOf(accountId)).toEqual({ available: 150_000, held: 0 });
    const [mail] = await mailsOfKind(person.email, 'money-returned', 1, url);
    expect(mail?.text).toContain('₦1,000');

    const unheard = await paid(person);
    const day = new Date().toISOString().slice(0, 10);
    await admin.api.call(startReconciliation, { body: { day } });
    await own.run('ReconcilePayments');
    const { items } = (await admin.api.call(listReconciliations, { query: { from: day } })).body;
    expect(items).toMatchObject([{ day, state: 'done', credited: 2 }]);
    expect(items[0]?.differences.filter((each) => each.paymentId !== unheard)).toEqual([]);
    expect(await balanceOf(accountId)).toEqual({ available: 400_000, held: 0 });
  });
}
