import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as accounts from '../../shared/data/accounts.ts';
import { move } from '../../shared/data/ledger.ts';
import * as payments from '../../shared/data/payments.ts';
import * as refunds from '../../shared/data/refunds.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { commit } from '../../shared/data/write.ts';
import { mostKobo } from '../../shared/domain/ledger/posting.ts';
import {
  anonymised,
  beginPayment,
  isAnonymous,
  type Payment,
  withCheckout,
} from '../../shared/domain/payment.ts';
import { type Order, orderOf } from '../../shared/domain/payment-order.ts';
import { acceptedKobo } from '../../shared/domain/payment-received.ts';
import { asking } from '../../shared/payments/asking.ts';
import { flutterwave } from '../../shared/payments/flutterwave.ts';
import type { PaymentProvider } from '../../shared/payments/provider.ts';
import { leavePayments } from '../../shared/pipeline/payment-leaving.ts';
import { readMoney } from '../../shared/pipeline/payment-money.ts';
import {
  type Settling,
  settleForAnswer,
  settleKnown,
  settlePayment,
} from '../../shared/pipeline/payment-settling.ts';
import { type Following, followHint } from '../../shared/pipeline/webhook-following.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { balanceOf, ledgerOf } from '../support/money.ts';
import { type PaymentsSandbox, secretKey, startPaymentsSandbox } from '../support/payments-sandbox.ts';
import { newAccount } from '../support/plans.ts';
import { type Money, quiet, settled } from '../support/settled-payments.ts';
import { freshId, useTable } from '../support/table.ts';
import { crashAt, noMoreCrashes } from '../support/table-crash.ts';

useTable();

const at = new Date('2026-11-20T10:00:00.000Z');

let sandbox: PaymentsSandbox;
let provider: PaymentProvider;
beforeAll(async () => {
  sandbox = await startPaymentsSandbox();
  // A hundred ask at once, on a machine that does other things too.
  provider = flutterwave(asking({ url: sandbox.api, secretKey, timeout: 20_000 }));
});
afterAll(() => sandbox.stop());

/** What was logged since the last look. */
const logged: string[] = [];
const note = (event: string): void => void logged.push(event);
const settling = (change: Partial<Settling> = {}): Following => ({
  provider,
  now: () => at,
  log: { info: note, warn: note, error: note },
  ...change,
  newId,
  isLast: false,
});

/** A payment of ₦2,500, unless another order is given, with a page of the provider; not yet made. */
async function begun(order: Order = { purpose: 'top-up', amountKobo: 250_000 }): Promise<Payment> {
  const payment = beginPayment(
    {
      ...orderOf(order, at),
      paymentId: newId('pay'),
      accountId: freshId('acc'),
      userId: freshId('usr'),
      email: 'buyer@example.com',
    },
    at,
  );
  const amount = payment.amountKobo / 100;
  const opened = withCheckout(payment, await sandbox.checkout({ tx_ref: payment.paymentId, amount }), at);
  await payments.insert(opened);
  return opened;
}

const pay = (payment: Payment, choice: object = {}) => sandbox.pay(payment.checkout?.address ?? '', choice);

/** What the provider knows of a payment that was made, kept: it is asked many times and need not be asked over a network. */
async function remembered(payment: Payment): Promise<PaymentProvider> {
  const found = await provider.findTransactions(payment.paymentId);
  if (found.kind !== 'found') throw new Error('nobody has paid');
  const verified = new Map(
    await Promise.all(found.value.map(async ({ id }) => [id, await provider.findTransaction(id)] as const)),
  );
  return {
    ...provider,
    findTransactions: async () => found,
    findTransaction: async (id) => verified.get(id) ?? { kind: 'not-found', says: 'nothing is kept' },
  };
}

const settle = (payment: Payment, change: Partial<Settling> = {}) =>
  settlePayment(payment.paymentId, settling(change));

describe('settling a payment', () => {
  test('credits what was paid, once, with what leads from the money to the payment', async () => {
    const payment = await begun();
    const [transactionId = ''] = (await pay(payment, { method: 'card' })).transactions;
    const { payment: paid, isKnown } = await settle(payment);
    expect([paid.state, paid.transactionId, paid.method, isKnown]).toEqual([
      'paid',
      transactionId,
      'card',
      true,
    ]);
    expect(paid.card?.lastDigits).toMatch(/^\d{4}$/);
    expect(await payments.get(payment.paymentId)).toEqual(paid);
    await settle(payment);
    const ledger = await ledgerOf(payment.accountId);
    expect(ledger.map(({ content: { kind, cause, about } }) => ({ kind, cause, about }))).toEqual([
      {
        kind: 'top-up',
        cause: `flutterwave:${transactionId}`,
        about: { kind: 'payment', id: payment.paymentId },
      },
    ]);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
    expect((await payments.attemptBy(transactionId))?.paymentId).toBe(payment.paymentId);
  });

  test('by a hundred at once credits once', async () => {
    const payment = await begun();
    await pay(payment);
    const kept = { provider: await remembered(payment) };
    const all = await Promise.all(Array.from({ length: 100 }, () => settle(payment, kept)));
    expect(new Set(all.map(({ payment: { state } }) => state))).toEqual(new Set(['paid']));
    expect(await ledgerOf(payment.accountId)).toHaveLength(1);
  });

  test('of a product earns its price, and leaves nothing in the wallet', async () => {
    const payment = await begun({ purpose: 'card', reference: 'Birthday of the year' });
    await pay(payment);
    await settle(payment);
    const [entry] = await ledgerOf(payment.accountId);
    expect(entry?.content).toMatchObject({ kind: 'top-up', source: 'card', balance: { availableKobo: 0 } });
    expect(entry?.content.lines).toContainEqual({ account: 'revenue', kobo: payment.amountKobo });
  });

  test('of a product counts under the plan that its account has', async () => {
    const payment = await begun({ purpose: 'book', reference: 'Wedding' });
    const { accountId, userId: ownerId } = payment;
    const createdAt = at.toISOString();
    const account = {
      accountId,
      ownerId,
      name: 'Books',
      kind: 'organisation',
      createdAt,
      revision: 1,
    } as const;
    await commit([accounts.insertionOf({ ...account, plan: 'pro' })]);
    await pay(payment);
    await settle(payment);
    const [entry] = await ledgerOf(accountId);
    expect(entry?.content).toMatchObject({ source: 'book', plan: 'pro' });
  });

  test('that nobody has made, or that failed, credits nothing and waits', async () => {
    const payment = await begun();
    expect((await settle(payment)).payment).toMatchObject({ state: 'pending', looks: 1 });
    await pay(payment, { outcome: 'failed' });
    expect((await settle(payment)).payment).toMatchObject({ state: 'pending', looks: 2 });
    await pay(payment, { outcome: 'success' });
    expect((await settle(payment)).payment.state).toBe('paid');
    expect(await ledgerOf(payment.accountId)).toHaveLength(1);
  });

  test('pending first credits when the bank has sent it, also long after the payment has expired', async () => {
    const payment = await begun();
    const [transaction = ''] = (
      await pay(payment, { outcome: 'pending-paid', method: 'bank_transfer', seconds: 999_999 })
    ).transactions;
    const days = (count: number) => ({ now: () => new Date(at.getTime() + count * 24 * 60 * 60_000) });
    expect((await settle(payment, days(6))).payment).toMatchObject({
      state: 'pending',
      lookAt: expect.any(String),
    });
    const late = days(40);
    expect((await settle(payment, late)).payment.state).toBe('expired');
    await sandbox.control('settle', { transaction, status: 'successful', webhook: 'never' });
    expect((await settle(payment, late)).payment.state).toBe('paid');
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
  });

  test('gives value for what was asked, and sets the excess aside to go back', async () => {
    const payment = await begun();
    const [transactionId] = (await pay(payment, { paid: 3000, amount: 'over', method: 'bank_transfer' }))
      .transactions;
    await settle(payment);
    const [refund] = await refunds.listOf(payment.paymentId);
    expect(refund).toMatchObject({ reason: 'excess', state: 'queued', transactionId });
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: refund?.kobo });
    expect(await wallets.findHold(payment.accountId, refund?.holdId ?? '')).toMatchObject({
      kobo: refund?.kobo,
    });
  });

  test('made twice sets the second aside to go back, whichever is seen first', async () => {
    const payment = await begun();
    await pay(payment, { times: 2 });
    await settle(payment);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 250_000 });
    expect((await refunds.listOf(payment.paymentId)).map(({ reason, kobo }) => [reason, kobo])).toEqual([
      ['again', 250_000],
    ]);
    await settle(payment);
    expect(await ledgerOf(payment.accountId)).toHaveLength(3);
  });

  test('with too little gives no value: the money is set aside until somebody has decided', async () => {
    const payment = await begun();
    await pay(payment, { amount: 'under', method: 'bank_transfer' });
    expect((await settle(payment)).payment.state).toBe('review');
    const { available, held } = await balanceOf(payment.accountId);
    expect([available, held > 0 && held < 250_000]).toEqual([0, true]);
    await pay(payment);
    expect((await settle(payment)).payment.state).toBe('paid');
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held });
    expect(await refunds.listOf(payment.paymentId)).toMatchObject([{ reason: 'again', kobo: held }]);
  });

  test('in another currency gives nothing at all', async () => {
    const payment = await begun();
    await pay(payment, { currency: 'USD' });
    expect((await settle(payment)).payment.state).toBe('review');
    expect(await ledgerOf(payment.accountId)).toEqual([]);
  });

  test('in another currency beside money that pays goes back, whichever comes first', async () => {
    for (const order of [
      [{ currency: 'USD' }, {}],
      [{}, { currency: 'USD' }],
    ]) {
      const payment = await begun();
      for (const choice of order) {
        await pay(payment, choice);
        await settle(payment);
      }
      const [refund, another] = await refunds.listOf(payment.paymentId);
      expect(refund).toMatchObject({ reason: 'again', state: 'queued', kobo: 250_000 });
      expect([refund?.holdId, another]).toEqual([undefined, undefined]);
      expect(await payments.get(payment.paymentId)).toMatchObject({ state: 'paid', refundedKobo: 0 });
      expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
    }
  });

  test('for an account that was erased goes back, all of it; what pays nothing there, too', async () => {
    const payment = anonymised(await begun());
    await payments.replace(await payments.get(payment.paymentId), payment);
    await pay(payment, { amount: 'under', method: 'bank_transfer' });
    await pay(payment, { currency: 'USD' });
    await pay(payment);
    const { payment: paid } = await settle(payment);
    expect([paid.state, paid.card]).toEqual(['paid', undefined]);
    const back = await refunds.listOf(payment.paymentId);
    expect(back.map(({ reason, state }) => [reason, state])).toEqual(Array(3).fill(['gone', 'queued']));
    expect((await balanceOf(payment.accountId)).available).toBe(0);
    expect((await balanceOf(payment.accountId)).held).toBe(paid.refundedKobo);
  });

  test('of somebody who is erased names them no more, in whatever account; what it was for stays', async () => {
    const bought = await begun({ purpose: 'card', reference: 'for the office' });
    const { userId, paymentId } = bought;
    const another = await begun();
    await pay(bought, { method: 'card' });
    await settle(bought);
    for (const _ of ['once', 'and after a crash']) await leavePayments(userId);
    const left = await payments.get(paymentId);
    expect(left).toMatchObject({ email: '', state: 'paid', purpose: { reference: 'for the office' } });
    expect([left.card, isAnonymous(left)]).toEqual([undefined, false]);
    expect(await payments.get(another.paymentId)).toEqual(another);
  });

  test('by somebody who was erased comes into the organisation that is there', async () => {
    const before = await begun({ purpose: 'top-up', amountKobo: 250_000 });
    const payment = { ...anonymised(before), accountId: await newAccount() };
    await payments.replace(before, payment);
    await pay(payment);
    await settle(payment);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
  });

  test('pays off first what the account owes; that does not go back', async () => {
    const payment = await begun();
    const about = { kind: 'payment', id: 'before' };
    const debt = { kind: 'chargeback', kobo: 300_000 } as const;
    await move(payment.accountId, [{ movement: debt, cause: `test#${payment.paymentId}`, about }], at);
    await pay(payment, { times: 2 });
    await settle(payment);
    expect(await wallets.read(payment.accountId)).toMatchObject({
      availableKobo: 0,
      heldKobo: 200_000,
      owedKobo: 0,
    });
    expect(await refunds.listOf(payment.paymentId)).toMatchObject([{ kobo: 200_000 }]);
  });

  test('with too little, all of which pays off what the account owes, says what came of it', async () => {
    const payment = await begun();
    const about = { kind: 'payment', id: 'before' };
    const debt = { kind: 'chargeback', kobo: 300_000 } as const;
    await move(payment.accountId, [{ movement: debt, cause: `test#${payment.paymentId}`, about }], at);
    await pay(payment, { amount: 'under' });
    const { payment: short } = await settle(payment);
    expect([short.state, short.receivedKobo, acceptedKobo(short)]).toEqual(['failed', 225_000, 225_000]);
    await pay(payment);
    const { payment: paid } = await settle(payment);
    expect([paid.state, paid.receivedKobo, acceptedKobo(paid)]).toEqual(['paid', 475_000, 0]);
  });

  test('notes all naira that came for it, once each', async () => {
    const payment = await begun();
    await pay(payment, { currency: 'USD' });
    await pay(payment, { amount: 'over' });
    await settle(payment);
    await pay(payment);
    for (const _ of ['once', 'and again']) await settle(payment);
    expect((await payments.get(payment.paymentId)).receivedKobo).toBe(525_000);
  });

  test.each([
    'unavailable-json',
    'unavailable-html',
    'truncated',
    'reset',
    'status-error',
    'too-many-requests',
  ])('that the provider cannot tell of (%s) changes nothing, and is asked about again', async (kind) => {
    const payment = await begun();
    await pay(payment);
    await sandbox.control('fault', { kind, times: 1 });
    const { payment: after, isKnown } = await settle(payment);
    await sandbox.control('clear-faults');
    expect([after.state, isKnown, after.looks]).toEqual(['pending', false, 1]);
    expect(await ledgerOf(payment.accountId)).toEqual([]);
    expect((await settle(payment)).payment.state).toBe('paid');
  });

  test('that is paid is asked about no more, also when the provider cannot tell of it then', async () => {
    const payment = await begun();
    await pay(payment, { webhook: 'never' });
    await settle(payment);
    const nobody: Partial<Settling> = {
      provider: { ...provider, findTransactions: async () => ({ kind: 'refused', says: 'no' }) },
    };
    const asked = (await settle(payment, nobody)).payment;
    expect([asked.state, asked.lookAt]).toEqual(['paid', undefined]);
    // One that had been put off by mistake heals with the next look.
    const paid = await payments.get(payment.paymentId);
    await payments.replace(paid, { ...paid, lookAt: at.toISOString(), revision: paid.revision + 1 });
    expect((await settle(payment)).payment.lookAt).toBeUndefined();
  });

  test('that is listed and cannot be verified changes nothing', async () => {
    const payment = await begun();
    const [id = ''] = (await pay(payment)).transactions;
    await sandbox.control('fault', {
      kind: 'unavailable-json',
      times: 1,
      path: `/transactions/${id}/verify`,
    });
    expect(await settle(payment)).toMatchObject({ isKnown: false, payment: { state: 'pending' } });
    const altered: PaymentProvider = {
      ...provider,
      findTransaction: async (of) => {
        const found = await provider.findTransaction(of);
        return found.kind === 'found' ? { ...found, value: { ...found.value, txRef: newId('pay') } } : found;
      },
    };
    logged.length = 0;
    expect(await settle(payment, { provider: altered })).toMatchObject({ isKnown: false });
    expect(logged).toContain('payment.contradicted');
    expect(await ledgerOf(payment.accountId)).toEqual([]);
  });

  test.each<[string, Money[]]>([
    ['nothing, before the money', [0, 250_000]],
    ['nothing, after the money', [250_000, 0]],
    ['nothing of another currency, before the money', [{ kobo: 0, currency: 'USD' }, 250_000]],
    ['nothing of another currency, after the money', [250_000, { kobo: 0, currency: 'USD' }]],
    ['more than any wallet can take, before the money', [mostKobo + 1, 250_000]],
  ])('of %s is paid by the money alone, and can be read', async (_, paid) => {
    const lines: string[] = [];
    const payment = await settled({ log: { ...quiet, error: (event) => void lines.push(event) } }, ...paid);
    expect(payment.state).toBe('paid');
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
    const { attempts, undecided } = await readMoney(payment.paymentId);
    expect([attempts.length, undecided, await refunds.listOf(payment.paymentId)]).toEqual([1, [], []]);
    expect(lines).toEqual(['payment.no-money']);
  });

  test('of nothing alone is not paid, and ends as one that nobody has made', async () => {
    const payment = await settled({}, 0);
    expect(payment).toMatchObject({ state: 'pending', lookAt: expect.any(String) });
    expect(await ledgerOf(payment.accountId)).toEqual([]);
  });

  test('of which one transaction fails acts on the others, and fails then; the next look acts on it', async () => {
    const payment = await begun();
    const [first] = (await pay(payment, { times: 2 })).transactions;
    const kept = await remembered(payment);
    const broken: PaymentProvider = {
      ...kept,
      findTransaction: (id) =>
        id === first ? Promise.reject(new Error('broken')) : kept.findTransaction(id),
    };
    logged.length = 0;
    await expect(settle(payment, { provider: broken })).rejects.toThrow('broken');
    expect(logged).toContain('payment.not-settled');
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
    await settle(payment, { provider: kept });
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 250_000 });
  });

  test('of which one transaction fails is answered as the others have left it; of which all fail, not at all', async () => {
    const payment = await begun();
    const [first] = (await pay(payment, { times: 2 })).transactions;
    const kept = await remembered(payment);
    const broken = (isBroken: (id: string) => boolean): Following => ({
      ...settling(),
      provider: {
        ...kept,
        findTransaction: (id) =>
          isBroken(id) ? Promise.reject(new Error('broken')) : kept.findTransaction(id),
      },
    });
    const all = broken(() => true);
    await expect(settleForAnswer(payment.paymentId, all)).rejects.toThrow('broken');
    await expect(settleKnown(payment.paymentId, all)).rejects.toThrow('broken');
    logged.length = 0;
    const answer = await settleForAnswer(
      payment.paymentId,
      broken((id) => id === first),
    );
    expect([answer.payment.state, answer.isKnown]).toEqual(['paid', false]);
    expect(logged).toContain('payment.not-settled');
    // One that was credited before counts among those.
    expect((await settleForAnswer(payment.paymentId, all)).payment.state).toBe('paid');
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
    const unknown: PaymentProvider = {
      ...kept,
      findTransactions: async () => ({ kind: 'unavailable', reason: 'failing', says: '' }),
    };
    expect((await settleForAnswer(payment.paymentId, settling({ provider: unknown }))).isKnown).toBe(false);
  });

  test('that fails is looked at again', async () => {
    const payment = await begun();
    await pay(payment);
    const broken = { ...provider, findTransaction: () => Promise.reject(new Error('broken')) };
    await expect(settle(payment, { provider: broken })).rejects.toThrow('broken');
    const after = await payments.get(payment.paymentId);
    expect(after).toMatchObject({ state: 'pending', looks: 1, lookAt: expect.any(String) });
  });

  test('that keeps failing is looked at also when nothing else would be awaited any more', async () => {
    const payment = await begun();
    await pay(payment);
    const broken = { ...provider, findTransaction: () => Promise.reject(new Error('broken')) };
    const now = () => new Date(at.getTime() + 4 * 24 * 60 * 60_000);
    await expect(settle(payment, { provider: broken, now })).rejects.toThrow('broken');
    const after = await payments.get(payment.paymentId);
    expect(after).toMatchObject({ state: 'pending', lookAt: expect.any(String) });
    expect((await settle(payment, { now })).payment.state).toBe('paid');
  });

  test('for a reference that is none of ours asks nobody', async () => {
    const nobody: PaymentProvider = {
      ...provider,
      findTransactions: () => Promise.reject(new Error('asked')),
    };
    expect(await settleKnown(newId('pay'), settling({ provider: nobody }))).toBeUndefined();
  });
});

describe('a crash at any step', () => {
  afterEach(noMoreCrashes);

  test('credits once when it is settled again, and sets aside once what is too much', async () => {
    let crashes = 0;
    for (let call = 1, isOver = false; !isOver; call++)
      for (const when of ['before', 'after'] as const) {
        const payment = await begun();
        await pay(payment, { times: 2, webhook: 'never' });
        const kept = { provider: await remembered(payment) };
        crashAt(call, when);
        const died = await settle(payment, kept).then(
          () => false,
          () => true,
        );
        noMoreCrashes();
        if (died) crashes++;
        else isOver = true;
        expect((await settle(payment, kept)).payment.state).toBe('paid');
        expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 250_000 });
        expect(await ledgerOf(payment.accountId)).toHaveLength(3);
        expect(await refunds.listOf(payment.paymentId)).toHaveLength(1);
      }
    expect(crashes).toBeGreaterThan(10);
  });
});

describe('what a webhook says', () => {
  const from = { network: '203.0.113.7', requestId: 'request-1' };
  const charge = { kind: 'charge', event: 'charge.completed', from } as const;

  test('leads to the payment by the transaction that the provider knows, and not by what it calls it', async () => {
    const [payment, other] = [await begun(), await begun()];
    const [transactionId = ''] = (await pay(payment)).transactions;
    await followHint({ ...charge, transactionId, txRef: other.paymentId }, settling());
    expect((await payments.get(payment.paymentId)).state).toBe('paid');
    expect((await payments.get(other.paymentId)).looks).toBe(0);
  });

  test.each<[string, object, boolean]>([
    ['another amount', { amount: '9999' }, true],
    ['another currency', { currency: 'USD' }, true],
    ['another reference', { txRef: 'ord_of_somebody' }, true],
    ['what is so', { amount: '2500', currency: 'NGN', status: 'successful' }, false],
    ['what was so before', { status: 'pending' }, false],
  ])(
    'of %s credits what the provider says; an operator hears of a contradiction',
    async (_, claim, isTold) => {
      const payment = await begun();
      const [transactionId = ''] = (await pay(payment, { webhook: 'never' })).transactions;
      logged.length = 0;
      await followHint({ ...charge, transactionId, claim }, settling());
      expect(logged.includes('security.event')).toBe(isTold);
      expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
    },
  );

  test('of a transaction that the provider does not know credits nothing', async () => {
    const payment = await begun();
    await followHint({ ...charge, transactionId: '999999999', txRef: payment.paymentId }, settling());
    expect((await payments.get(payment.paymentId)).state).toBe('pending');
  });

  describe('that somebody has paid, while the provider knows of nothing paid,', () => {
    const claim = { amount: '2500', currency: 'NGN', status: 'successful' };
    const last = (change: Partial<Settling> = {}): Following => ({ ...settling(change), isLast: true });

    test.each<[string, { transactionId?: string; outcome?: string }]>([
      ['neither of the transaction that it invents', { transactionId: '999999999' }],
      ['and names no transaction', {}],
      ['and whose payment failed there', { outcome: 'failed' }],
      ['and whose payment is pending there', { outcome: 'pending-paid' }],
    ])('%s, is a security event once nobody looks again, and credits nothing', async (_, made) => {
      const payment = await begun();
      const { transactionId, outcome } = made;
      if (outcome) await pay(payment, { outcome, method: 'bank_transfer', seconds: 999_999 });
      const hint = { ...charge, transactionId, txRef: payment.paymentId, claim };
      logged.length = 0;
      await expect(followHint(hint, settling())).rejects.toThrow('knows nothing yet');
      expect(logged).not.toContain('security.event');
      await followHint(hint, last());
      expect(logged.filter((event) => event === 'security.event')).toHaveLength(1);
      expect((await payments.get(payment.paymentId)).state).toBe('pending');
      expect(await ledgerOf(payment.accountId)).toEqual([]);
    });

    test.each(['ord_of_somebody', undefined])('for %s, which is none of ours, is one, too', async (txRef) => {
      logged.length = 0;
      const hint = { ...charge, transactionId: '999999999', txRef, claim };
      await expect(followHint(hint, settling())).rejects.toThrow('knows nothing yet');
      expect(logged).toEqual([]);
      await followHint(hint, last());
      expect(logged).toEqual(['security.event', 'payment.unknown']);
    });

    test('is none where it was only early, or names no transaction and says what one of its payment is', async () => {
      const payment = await begun();
      const hint = { ...charge, txRef: payment.paymentId, claim };
      await expect(followHint(hint, settling())).rejects.toThrow('knows nothing yet');
      const [transactionId = ''] = (await pay(payment, { webhook: 'never' })).transactions;
      logged.length = 0;
      for (const id of [transactionId, undefined]) await followHint({ ...hint, transactionId: id }, last());
      expect(logged).not.toContain('security.event');
      expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
    });

    test.each<[string, object, object]>([
      ['of a transaction that it invents', { transactionId: '999999999' }, {}],
      ['of no transaction, but of more', {}, { amount: '9999999' }],
      ['of no transaction, but of another currency', {}, { currency: 'USD' }],
    ])('is one where it tells %s, also when other money has paid', async (_, named, said) => {
      const payment = await begun();
      await pay(payment, { webhook: 'never' });
      const hint = { ...charge, ...named, txRef: payment.paymentId, claim: { ...claim, ...said } };
      logged.length = 0;
      await expect(followHint(hint, settling())).rejects.toThrow('knows nothing yet');
      expect(logged).not.toContain('security.event');
      await followHint(hint, last());
      expect(logged.filter((event) => event === 'security.event')).toHaveLength(1);
      expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
    });

    test('and of another amount, is one event however often it has to be looked at', async () => {
      const payment = await begun();
      const [transactionId = ''] = (await pay(payment, { webhook: 'never' })).transactions;
      const unsure: PaymentProvider = {
        ...provider,
        findTransactions: async () => ({ kind: 'unavailable', reason: 'failing', says: 'not now' }),
      };
      const hint = { ...charge, transactionId, claim: { ...claim, amount: '9999' } };
      logged.length = 0;
      for (const following of [settling({ provider: unsure }), last({ provider: unsure })])
        await expect(followHint(hint, following)).rejects.toThrow('nobody knows yet');
      expect(logged.filter((event) => event === 'security.event')).toHaveLength(1);
      logged.length = 0;
      for (const change of [{ provider: unsure }, {}])
        await followHint(hint, settling(change)).catch(() => undefined);
      expect(logged.filter((event) => event === 'security.event')).toHaveLength(1);
    });

    test('is none where it says so of money for another system, or says that nobody has paid', async () => {
      const reference = `ord_${freshId('doc')}`;
      await sandbox.pay(await sandbox.checkout({ tx_ref: reference, amount: 2500 }), { webhook: 'never' });
      logged.length = 0;
      await followHint({ ...charge, txRef: reference, claim }, last());
      const payment = await begun();
      const failed = { ...claim, status: 'failed' };
      await followHint({ ...charge, txRef: payment.paymentId, claim: failed }, last());
      expect(logged).toEqual(['payment.unknown']);
    });
  });

  test('about something that is none of ours is told to an operator', async () => {
    logged.length = 0;
    await followHint({ ...charge, txRef: 'ord_of_somebody' }, settling());
    expect(logged).toEqual(['payment.unknown']);
  });

  test('is looked into later when nobody can say how it stands', async () => {
    const payment = await begun();
    const [transactionId = ''] = (await pay(payment)).transactions;
    await sandbox.control('fault', { kind: 'unavailable-html', times: 1 });
    await expect(followHint({ ...charge, transactionId }, settling())).rejects.toThrow('nobody knows yet');
    await sandbox.control('clear-faults');
    await followHint({ ...charge, transactionId }, settling());
    expect((await payments.get(payment.paymentId)).state).toBe('paid');
  });
});
