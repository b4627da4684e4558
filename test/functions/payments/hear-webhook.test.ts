import { beforeAll, describe, expect, test, vi } from 'vitest';
import { getMe } from '../../../shared/contract/auth.ts';
import { getPayment, hearWebhook } from '../../../shared/contract/payments.ts';
import { listSecurityEvents } from '../../../shared/contract/security-events.ts';
import { newAdmin } from '../../support/admins.ts';
import { ledgerOf } from '../../support/money.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { send } from '../send.ts';
import { begin, pay } from './payment-fixtures.ts';

useTable();

let person: Person;
let accountId: string;
let admin: Person;
beforeAll(async () => {
  admin = await newAdmin();
  person = await newPerson();
  accountId = (await person.api.call(getMe, {})).body.accountId;
});

/** A network that nobody else sends from. */
const newNetwork = (): string =>
  `127.${[100, 0, 1].map((least) => least + Math.floor(Math.random() * 150)).join('.')}`;

/** Forged webhooks of a network, as administrators see them. */
async function forgeriesOf(address: string) {
  const query = { kind: 'forged-webhook', address } as const;
  return (await admin.api.call(listSecurityEvents, { query })).body.items;
}

describe('a webhook', () => {
  test('credits what was paid while nobody looks, once', async () => {
    const { paymentId, checkoutUrl } = await begin(person, 300_000);
    await pay(checkoutUrl, { webhook: 'twice' });
    const isPaid = async () => {
      const { body } = await person.api.call(getPayment, { params: { paymentId } });
      expect(body.state).toBe('paid');
    };
    await vi.waitFor(isPaid, { timeout: 15_000, interval: 100 });
    expect((await ledgerOf(accountId)).filter(({ content }) => content.about.id === paymentId)).toHaveLength(
      1,
    );
  });

  test.each<[string, Record<string, string>]>([
    ['without anything', {}],
    ['with a wrong hash', { 'verif-hash': 'a-secret-hash-that-nobody-guesses' }],
    ['with a wrong signature', { 'flutterwave-signature': 'bm90IGEgc2lnbmF0dXJl' }],
    ['with an empty hash', { 'verif-hash': '' }],
    ['that says there is none', { 'verif-hash': 'none' }],
  ])('%s is refused, credits nothing and is told to an operator', async (_, headers) => {
    const from = newNetwork();
    const { paymentId, checkoutUrl } = await begin(person);
    await pay(checkoutUrl);
    const body = {
      event: 'charge.completed',
      data: { tx_ref: paymentId, status: 'successful', amount: 2500 },
    };
    expectRefusal(await send(hearWebhook, { body, headers, from }), 'not-genuine');
    const { body: after } = await person.api.call(getPayment, { params: { paymentId } });
    expect(after.state).toBe('pending');
    expect(await forgeriesOf(from)).toMatchObject([{ kind: 'forged-webhook', network: from, attempts: 1 }]);
  });

  test('that is forged is a security event, once an hour for each network', async () => {
    const from = newNetwork();
    for (let time = 0; time < 3; time++)
      expectRefusal(await send(hearWebhook, { body: {}, from }), 'not-genuine');
    const items = await forgeriesOf(from);
    expect(items).toMatchObject([{ kind: 'forged-webhook', network: from, attempts: 1 }]);
    expect(items[0]?.blockId).toBeUndefined();
  });

  test('that is too large is refused before anybody looks at it', async () => {
    expectRefusal(await send(hearWebhook, { raw: 'x'.repeat(33 * 1024) }), 'payload-too-large');
  });
});
