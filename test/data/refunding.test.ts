import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamo } from '../../shared/data/client.ts';
import { postpone } from '../../shared/data/due.ts';
import { move } from '../../shared/data/ledger.ts';
import * as payments from '../../shared/data/payments.ts';
import * as refunds from '../../shared/data/refunds.ts';
import * as wallets from '../../shared/data/wallets.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import { askFor, type Refund } from '../../shared/domain/refund.ts';
import type { PaymentProvider } from '../../shared/payments/provider.ts';
import { followChargeback } from '../../shared/pipeline/charging-back.ts';
import { acceptReviewed } from '../../shared/pipeline/giving-back.ts';
import { holdWork } from '../../shared/pipeline/hold-settling.ts';
import { readMoney } from '../../shared/pipeline/payment-money.ts';
import { settlePayment } from '../../shared/pipeline/payment-settling.ts';
import { lookAtRefund, type Pursued, pursueRefund } from '../../shared/pipeline/refunding.ts';
import { balanceOf, ledgerOf } from '../support/money.ts';
import { type PaidPayments, refundQueued, startPaidPayments } from '../support/paid-payments.ts';
import { newAccount } from '../support/plans.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

let world: PaidPayments;
beforeAll(async () => {
  world = await startPaidPayments();
  await world.sandbox.control('settings', { refundWebhooks: false });
});
beforeEach(async () => {
  world.lines.length = 0;
  await world.sandbox.control('clear-faults');
  await world.sandbox.control('settings', { refund: 'final', refundTakes: 10 });
});
afterAll(() => world.stop());

const current = async ({ paymentId, refundId }: Refund): Promise<Refund> => {
  const refund = await refunds.find(paymentId, refundId);
  if (!refund) throw new Error('the refund is gone');
  return refund;
};

const pursue = async (refund: Refund): Promise<Pursued> => pursueRefund(await current(refund), world.context);

/** The payer's bank takes some of it back. */
async function dispute({ transactionId }: Payment, amountKobo: number): Promise<void> {
  const id = freshId('doc');
  const told = {
    id,
    transactionId,
    txRef: undefined,
    providerRef: undefined,
    amountKobo,
    currency: 'NGN',
    status: 'open',
  } as const;
  expect(await followChargeback(told, world.context.now())).toMatchObject({ kind: 'taken' });
}

/** What the provider has given back, or promised. */
async function givenBack({ transactionId = '' }: Pick<Payment, 'transactionId'>): Promise<number[]> {
  const outcome = await world.provider.findRefunds(transactionId);
  if (outcome.kind !== 'found') throw new Error(outcome.says);
  return outcome.value.filter(({ status }) => status !== 'failed').map(({ amountKobo }) => amountKobo);
}

const events = (): string[] => world.lines.map(({ event }) => event);

/** A top-up of ₦2,500 of which ₦1,000 are to go back. */
async function asked(): Promise<{ payment: Payment; refund: Refund }> {
  const payment = await world.paid();
  return { payment, refund: await refundQueued(payment, 100_000, world.context.now()) };
}

describe('a refund', () => {
  test('is promised, then done: its money leaves the wallet for good', async () => {
    const { payment, refund } = await asked();
    expect(await pursue(refund)).toBe('in-flight');
    expect(await balanceOf(payment.accountId)).toEqual({ available: 150_000, held: 100_000 });
    await world.pass(10);
    expect(await pursue(refund)).toBe('done');
    expect(await balanceOf(payment.accountId)).toEqual({ available: 150_000, held: 0 });
    expect((await ledgerOf(payment.accountId)).at(-1)?.content).toMatchObject({
      kind: 'payout',
      cause: `refund-paid#${refund.refundId}`,
    });
    expect(await givenBack(payment)).toEqual([100_000]);
    expect(await current(refund)).toMatchObject({ state: 'done' });
    expect(await current(refund)).not.toHaveProperty('lookAt');
    expect(await pursue(refund)).toBe('done');
  });

  test.each([
    ['failed', { refund: 'failed' }],
    ['not disbursed', { refund: 'disbursal-failed' }],
  ])('that has %s comes back into the wallet', async (_, settings) => {
    const { payment, refund } = await asked();
    await world.sandbox.control('settings', settings);
    await pursue(refund);
    await world.pass(10);
    expect(await pursue(refund)).toBe('failed');
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
    expect((await payments.get(payment.paymentId)).refundedKobo).toBe(0);
    expect(events()).toContain('refund.failed');
  });

  test('that the provider refuses comes back into the wallet once a later look has found nothing', async () => {
    const { payment, refund } = await asked();
    const refusing = { ...world.context, provider: { ...world.provider, refund: refuse } };
    expect(await pursueRefund(refund, refusing)).toBe('refused');
    expect(await pursue(refund)).toBe('waiting');
    expect(await balanceOf(payment.accountId)).toEqual({ available: 150_000, held: 100_000 });
    await world.pass(30);
    expect(await pursue(refund)).toBe('failed');
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
    expect(await givenBack(payment)).toEqual([]);
  });

  test('whose answer is lost is found and not asked for again', async () => {
    const { payment, refund } = await asked();
    const path = `/transactions/${payment.transactionId}/refund`;
    await world.sandbox.control('fault', { kind: 'reset', after: true, path });
    expect(await pursue(refund)).toBe('waiting');
    expect(await current(refund)).toMatchObject({ state: 'asking' });
    expect(await givenBack(payment)).toEqual([100_000]);
    expect(await pursue(refund)).toBe('in-flight');
    await world.pass(60);
    expect(await pursue(refund)).toBe('done');
    expect(await givenBack(payment)).toEqual([100_000]);
  });

  test('that never reached the provider is asked for again, but not before silence is certain', async () => {
    const { payment, refund } = await asked();
    const deaf = { ...world.context, provider: { ...world.provider, refund: noAnswer } };
    expect(await pursueRefund(refund, deaf)).toBe('waiting');
    await world.pass(29);
    expect(await pursue(refund)).toBe('waiting');
    expect(await givenBack(payment)).toEqual([]);
    await world.pass(1);
    expect(await pursue(refund)).toBe('in-flight');
    expect(await givenBack(payment)).toEqual([100_000]);
  });

  test('is asked for once by many at the same moment', async () => {
    const { payment, refund } = await asked();
    const before = await current(refund);
    await Promise.all(Array.from({ length: 8 }, () => pursueRefund(before, world.context)));
    await Promise.all(Array.from({ length: 8 }, () => pursue(refund)));
    expect(await givenBack(payment)).toEqual([100_000]);
  });

  test('of the same amount as another is a refund of its own', async () => {
    const { payment, refund } = await asked();
    const other = await refundQueued(payment, 100_000, world.context.now());
    const both = await Promise.all([pursueRefund(refund, world.context), pursueRefund(other, world.context)]);
    expect(both.toSorted()).not.toEqual(['in-flight', 'in-flight']);
    for (let round = 0; round < 3; round++) {
      await world.pass(60);
      await pursue(refund);
      await pursue(other);
    }
    expect(await givenBack(payment)).toEqual([100_000, 100_000]);
    const ids = [await current(refund), await current(other)].map(({ state, providerRefundId }) => ({
      state,
      providerRefundId,
    }));
    expect(ids.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(new Set(ids.map(({ providerRefundId }) => providerRefundId)).size).toBe(2);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 50_000, held: 0 });
  });

  test('beyond what was paid is never asked for, whoever gave the rest back', async () => {
    const { payment, refund } = await asked();
    await world.sandbox.call('POST', `/transactions/${payment.transactionId}/refund`, { amount: 2_000 });
    expect(await pursue(refund)).toBe('stuck');
    expect(events()).toContain('refund.exceeds');
    expect(await givenBack(payment)).toEqual([200_000]);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 150_000, held: 100_000 });
  });

  test('is not asked for once the payer’s bank has taken the money back: it pays what the bank took', async () => {
    const { payment, refund } = await asked();
    await dispute(payment, 250_000);
    expect(await wallets.read(payment.accountId)).toMatchObject({ availableKobo: 0, owedKobo: 100_000 });
    expect(await pursue(refund)).toBe('failed');
    expect(await givenBack(payment)).toEqual([]);
    expect(await current(refund)).toMatchObject({ state: 'failed' });
    const none = { availableKobo: 0, heldKobo: 0, owedKobo: 0 };
    expect(await wallets.read(payment.accountId)).toMatchObject(none);
    expect(events()).toContain('refund.taken-back');
    await ledgerOf(payment.accountId);
  });

  test('is asked for beside a chargeback that leaves enough of what was paid', async () => {
    const { payment, refund } = await asked();
    await dispute(payment, 150_000);
    expect(await pursue(refund)).toBe('in-flight');
  });

  test('loses to a chargeback at the very moment in which it is asked for, the first time and again', async () => {
    const first = await asked();
    const late = await asked();
    const deaf = { ...world.context, provider: { ...world.provider, refund: noAnswer } };
    expect(await pursueRefund(late.refund, deaf)).toBe('waiting');
    await world.pass(30);
    for (const { payment, refund } of [first, late]) {
      const findRefunds: PaymentProvider['findRefunds'] = async (id) => {
        const found = await world.provider.findRefunds(id);
        await dispute(payment, 250_000);
        return found;
      };
      const racing = { ...world.context, provider: { ...world.provider, findRefunds } };
      expect(await pursueRefund(await current(refund), racing)).toBe('failed');
      expect(await givenBack(payment)).toEqual([]);
    }
    // Taken after it was looked whether the bank has it.
    const { payment, refund } = await asked();
    const attempt = await refunds.attemptOf(refund);
    await dispute(payment, 250_000);
    expect(await refunds.replaceInTurn(refund, askFor(refund, [], world.context.now()), attempt)).toBe(false);
  });

  test('that the provider tells of with another amount waits for an operator', async () => {
    const { payment, refund } = await asked();
    await pursue(refund);
    await world.pass(10);
    const half = { ...world.context, provider: { ...world.provider, findRefund: halved } };
    expect(await pursueRefund(await current(refund), half)).toBe('stuck');
    expect(events()).toContain('refund.differs');
    expect(await balanceOf(payment.accountId)).toEqual({ available: 150_000, held: 100_000 });
  });

  test('that takes longer than banks do is told of, and stays', async () => {
    const { refund } = await asked();
    await world.sandbox.control('settings', { refund: 'in-flight' });
    await pursue(refund);
    await world.pass(15 * 24 * 60);
    expect(await pursue(refund)).toBe('in-flight');
    expect(events()).toContain('refund.late');
  });

  test('is followed when a webhook tells of it, by whichever id', async () => {
    for (const hinted of ['transactionId', 'providerRefundId'] as const) {
      const { payment, refund } = await asked();
      await pursue(refund);
      await world.pass(10);
      const { providerRefundId } = await current(refund);
      const ids = { transactionId: payment.transactionId, providerRefundId };
      expect(await lookAtRefund({ [hinted]: ids[hinted] }, world.context)).toEqual(['done']);
      expect(await lookAtRefund(ids, world.context)).toEqual([]);
    }
    expect(await lookAtRefund({ transactionId: '1' }, world.context)).toEqual([]);
    expect(events()).toContain('refund.unknown');
  });

  test('keeps its hold from the clock that releases what is no more', async () => {
    const { payment, refund } = await asked();
    const hold = await wallets.findHold(payment.accountId, refund.refundId);
    if (!hold) throw new Error('there is no hold');
    const later = new Date(world.context.now().getTime() + 48 * 3_600_000);
    expect(await holdWork(() => later).handle(hold)).toBe('waiting');
    expect(await balanceOf(payment.accountId)).toEqual({ available: 150_000, held: 100_000 });
    // It is looked at later, so that it stands in front of no other.
    expect(await postpone('hold', wallets.keyOfHold(hold), later, later)).toBe(false);
  });
});

const refuse: PaymentProvider['refund'] = async () => ({ kind: 'refused', says: 'no' });
const noAnswer: PaymentProvider['refund'] = async () => ({
  kind: 'unavailable',
  reason: 'no-answer',
  says: '',
});
const halved: PaymentProvider['findRefund'] = async (id) => {
  const outcome = await world.provider.findRefund(id);
  return outcome.kind === 'found'
    ? { ...outcome, value: { ...outcome.value, amountKobo: outcome.value.amountKobo / 2 } }
    : outcome;
};

describe('what was paid twice, or too much', () => {
  test('goes back, and nobody can spend it meanwhile', async () => {
    const twice = await world.paid({}, { times: 2 });
    const over = await world.paid({}, { amount: 'over', paid: 3_000 });
    for (const [payment, back] of [
      [twice, 250_000],
      [over, 50_000],
    ] as const) {
      expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: back });
      const [refund] = await refunds.listOf(payment.paymentId);
      if (!refund) throw new Error('there is no refund');
      expect(payment.refundedKobo).toBe(back);
      await pursue(refund);
      await world.pass(10);
      expect(await pursue(refund)).toBe('done');
      expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
      expect(await givenBack(refund)).toEqual([back]);
      expect(await ledgerOf(payment.accountId)).toHaveLength(over === payment ? 3 : 4);
    }
  });
});

describe('money under review', () => {
  const paidInParts = async (owedKobo: number): Promise<Payment> => {
    const accountId = await newAccount();
    if (owedKobo > 0) await owe(accountId, owedKobo);
    const payment = await world.paid({ accountId }, { amount: 'under', paid: 2_000 });
    expect(payment.state).toBe('review');
    return payment;
  };

  /** A chargeback has taken what was not there. */
  const owe = (accountId: string, kobo: number) =>
    move(
      accountId,
      [
        {
          movement: { kind: 'chargeback', kobo },
          cause: `test#${freshId('doc')}`,
          about: { kind: 'payment', id: 'none' },
        },
      ],
      world.context.now(),
    );

  test('goes back when other money pays, and nothing of it that has paid a debt', async () => {
    const payment = await paidInParts(50_000);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 0, held: 150_000 });
    await payAgain(payment);
    const [refund] = await refunds.listOf(payment.paymentId);
    expect(refund).toMatchObject({ kobo: 150_000, reason: 'again', state: 'queued' });
    expect(await payments.get(payment.paymentId)).toMatchObject({ state: 'paid', refundedKobo: 150_000 });
    if (refund) await pursue(refund);
    await world.pass(10);
    if (refund) expect(await pursue(refund)).toBe('done');
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
    await ledgerOf(payment.accountId);
  });

  test.each([200_000, 900_000])(
    'is none where all of it pays off a debt of %s kobo: the payment has failed, and may still be paid',
    async (owedKobo) => {
      const accountId = freshId('acc');
      await owe(accountId, owedKobo);
      const payment = await world.paid({ accountId }, { amount: 'under', paid: 2_000 });
      expect(payment).toMatchObject({ state: 'failed', lookAt: expect.any(String) });
      const { undecided } = await readMoney(payment.paymentId);
      expect([undecided, await refunds.listOf(payment.paymentId)]).toEqual([[], []]);
      expect(await wallets.read(accountId)).toMatchObject({ heldKobo: 0, owedKobo: owedKobo - 200_000 });
      await payAgain(payment);
      expect(await payments.get(payment.paymentId)).toMatchObject({ state: 'paid', refundedKobo: 0 });
    },
  );

  test('stays so beside money that pays off a debt', async () => {
    const payment = await paidInParts(0);
    await owe(payment.accountId, 900_000);
    await world.sandbox.pay(await world.sandbox.checkout({ tx_ref: payment.paymentId, amount: 2500 }), {
      ...{ webhook: 'never', amount: 'under', paid: 1_000 },
    });
    await settlePayment(payment.paymentId, world.context);
    expect((await payments.get(payment.paymentId)).state).toBe('review');
    expect((await readMoney(payment.paymentId)).undecided).toHaveLength(1);
  });

  test('that somebody has accepted meanwhile does not go back', async () => {
    const payment = await paidInParts(0);
    await acceptReviewed(payment.paymentId, { byUserId: freshId('usr') }, world.context.now());
    await payAgain(payment);
    expect(await refunds.listOf(payment.paymentId)).toEqual([]);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 450_000, held: 0 });
  });

  test('too much for what is bought, by somebody who owes, pays the debt', async () => {
    const accountId = freshId('acc');
    await owe(accountId, 10_000);
    const purpose = { kind: 'product', product: 'book', reference: 'Memories' } as const;
    const payment = await world.paid({ accountId, purpose }, { amount: 'over', paid: 3_000 });
    expect(payment).toMatchObject({ state: 'paid', refundedKobo: 40_000 });
    expect(await wallets.read(accountId)).toMatchObject({ availableKobo: 0, heldKobo: 40_000, owedKobo: 0 });
  });

  async function payAgain({ paymentId }: Payment): Promise<void> {
    await world.sandbox.pay(paymentId, { webhook: 'never' });
    await settlePayment(paymentId, world.context);
  }
});

describe('a crash', () => {
  afterEach(() => dynamo.middlewareStack.remove('crash'));

  const isWrite = (input: object): boolean =>
    ['TransactItems', 'UpdateExpression', 'Item'].some((name) => name in input);

  /**
   * Lets one call that changes something, of the table or of the provider, fail after it has done its work: dying before it, or at a read in
   * between, is as good as dying after the one before. Calls are counted from the first.
   */
  function crashAfter(call: number): { calls: () => number; provider: PaymentProvider } {
    let calls = 0;
    const around = async <T>(work: () => Promise<T>): Promise<T> => {
      const result = await work();
      if (++calls === call) throw new Error('crashed');
      return result;
    };
    dynamo.middlewareStack.add(
      (next) => (args) => (isWrite(args.input) ? around(() => next(args)) : next(args)),
      { step: 'initialize', name: 'crash', override: true },
    );
    const { provider } = world;
    return {
      calls: () => calls,
      provider: { ...provider, refund: (each) => around(() => provider.refund(each)) },
    };
  }

  /** As the clock does: again and again until it has ended. Resolves to how many calls it took. */
  async function pursued(refund: Refund, crash: ReturnType<typeof crashAfter>): Promise<number> {
    for (let tick = 0; tick < 6; tick++) {
      try {
        const now = await current(refund);
        if (now.lookAt === undefined) break;
        await pursueRefund(now, { ...world.context, provider: crash.provider });
      } catch (error) {
        if (!(error instanceof Error) || error.message !== 'crashed') throw error;
      }
      await world.pass(40);
    }
    dynamo.middlewareStack.remove('crash');
    return crash.calls();
  }

  test('at any step asks once, and moves money once', async () => {
    const calls = await pursued((await asked()).refund, crashAfter(0));
    // Begun, asked for, promised, done.
    expect(calls).toBeGreaterThanOrEqual(4);
    for (let call = 1; call <= calls; call++) {
      const { payment, refund } = await asked();
      await pursued(refund, crashAfter(call));
      expect(await current(refund), `after ${call}`).toMatchObject({ state: 'done' });
      expect(await givenBack(payment)).toEqual([100_000]);
      expect(await balanceOf(payment.accountId)).toEqual({ available: 150_000, held: 0 });
      expect(await ledgerOf(payment.accountId)).toHaveLength(3);
    }
  });

  test('at any step of giving it up leaves the money in the wallet, once', async () => {
    await world.sandbox.control('settings', { refund: 'failed' });
    const failing = async () => {
      const { payment, refund } = await asked();
      await pursue(refund);
      await world.pass(10);
      return { payment, refund };
    };
    const calls = await pursued((await failing()).refund, crashAfter(0));
    for (let call = 1; call <= calls; call++) {
      const { payment, refund } = await failing();
      await pursued(refund, crashAfter(call));
      expect(await current(refund), `after ${call}`).toMatchObject({ state: 'failed' });
      expect(await givenBack(payment)).toEqual([]);
      expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
      expect(await ledgerOf(payment.accountId)).toHaveLength(3);
    }
  });
});
