import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import * as payments from '../../shared/data/payments.ts';
import * as refunds from '../../shared/data/refunds.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { openKobo } from '../../shared/domain/ledger/hold.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import { askFor, type Refund } from '../../shared/domain/refund.ts';
import type { PaymentProvider } from '../../shared/payments/provider.ts';
import { endByHand } from '../../shared/pipeline/refund-ending.ts';
import { pursueRefund, type Refunding } from '../../shared/pipeline/refunding.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { balanceOf, ledgerOf } from '../support/money.ts';
import { type PaidPayments, refundQueued, startPaidPayments } from '../support/paid-payments.ts';
import { freshId, useTable } from '../support/table.ts';
import { crashAt, noMoreCrashes } from '../support/table-crash.ts';

/** Refunds that cannot end by themselves, and the person who says how they end. */

useTable();

let world: PaidPayments;
beforeAll(async () => {
  world = await startPaidPayments();
  await world.sandbox.control('settings', { refundWebhooks: false });
});
beforeEach(async () => {
  world.lines.length = 0;
  await world.sandbox.control('settings', { refund: 'final', refundTakes: 10 });
});
afterEach(noMoreCrashes);
afterAll(() => world.stop());

const current = async ({ paymentId, refundId }: Refund): Promise<Refund> => {
  const refund = await refunds.find(paymentId, refundId);
  if (!refund) throw new Error('the refund is gone');
  return refund;
};

const Given = z.object({ data: z.object({ id: z.number() }) });

/** Somebody gives so many naira back on the provider's pages; its id there. */
async function byHand({ transactionId }: Payment, naira: number): Promise<string> {
  const { body } = await world.sandbox.call('POST', `/transactions/${transactionId}/refund`, {
    amount: naira,
  });
  return String(Given.parse(body).data.id);
}

/** A top-up of ₦2,500, of which some is given back by hand, and so much was to go back. */
async function stuck(
  naira: number,
  kobo = 250_000,
): Promise<{ payment: Payment; refund: Refund; id: string }> {
  const payment = await world.paid();
  const refund = await refundQueued(payment, kobo, world.context.now());
  return { payment, refund, id: await byHand(payment, naira) };
}

const end = (
  refund: Refund,
  outcome: 'done' | 'failed',
  providerRefundId?: string,
  context: Refunding = world.context,
): Promise<Refund> =>
  endByHand(refund, { outcome, providerRefundId, reason: 'A test', byUserId: freshId('usr') }, context);

/** What its hold still has. */
const heldFor = async ({ accountId, holdId = '' }: Refund): Promise<number> => {
  const hold = await wallets.findHold(accountId, holdId);
  return hold ? openKobo(hold) : 0;
};

describe('a refund that somebody has made by hand on the provider’s pages', () => {
  test('waits as long as nobody says so, and is that one then: its money leaves the hold, once', async () => {
    const { payment, refund, id } = await stuck(2_500);
    for (const days of [0, 1, 30]) {
      await world.pass(days * 24 * 60);
      expect(await pursueRefund(await current(refund), world.context)).toBe('stuck');
    }
    const byUserId = freshId('usr');
    const ending = { outcome: 'done', providerRefundId: id, reason: 'By hand', byUserId } as const;
    const ended = await endByHand(refund, ending, world.context);
    expect(ended).toMatchObject({ state: 'done', providerRefundId: id, kobo: 250_000 });
    expect(ended).toMatchObject({ endedBy: byUserId, endNote: 'By hand' });
    expect(ended.unconfirmed).toBeUndefined();
    expect([await heldFor(refund), await balanceOf(payment.accountId)]).toEqual([
      0,
      { available: 0, held: 0 },
    ]);
    const kinds = (await ledgerOf(payment.accountId)).map(({ content: { kind } }) => kind);
    expect(kinds).toEqual(['top-up', 'hold', 'payout']);
    await expect(end(refund, 'done', id)).rejects.toMatchObject({ code: 'already-decided' });
    await expect(end(refund, 'failed')).rejects.toMatchObject({ code: 'already-decided' });
    expect(await ledgerOf(payment.accountId)).toHaveLength(3);
  });

  test('that has not arrived yet is on its way like any other, and ends with it', async () => {
    const { payment, refund, id } = await stuck(2_500);
    expect(await end(refund, 'done', id)).toMatchObject({ state: 'in-flight', providerRefundId: id });
    expect(await balanceOf(payment.accountId)).toEqual({ available: 0, held: 250_000 });
    await expect(end(refund, 'failed')).rejects.toMatchObject({ code: 'already-decided' });
    await world.pass(10);
    expect(await pursueRefund(await current(refund), world.context)).toBe('done');
    expect(await heldFor(refund)).toBe(0);
  });

  test('of less gives that back; the rest is in the wallet, and can be given back', async () => {
    const { payment, refund, id } = await stuck(1_000);
    await world.pass(10);
    expect(await end(refund, 'done', id)).toMatchObject({ state: 'done', kobo: 100_000 });
    expect([await heldFor(refund), await balanceOf(payment.accountId)]).toEqual([
      0,
      { available: 150_000, held: 0 },
    ]);
    expect((await payments.get(payment.paymentId)).refundedKobo).toBe(100_000);
    await ledgerOf(payment.accountId);
    const rest = await refundQueued(payment, 150_000, world.context.now());
    expect(await pursueRefund(rest, world.context)).toBe('in-flight');
  });

  test('is not meant by any other id', async () => {
    const { payment, refund, id } = await stuck(2_000, 100_000);
    const another = await stuck(1_000, 100_000);
    await world.sandbox.control('settings', { refund: 'failed' });
    const failed = await byHand(payment, 500);
    await world.pass(10);
    const cases: [string | undefined, string][] = [
      [undefined, 'Name a refund'],
      ['1', 'Name a refund'],
      [another.id, 'Name a refund'],
      [id, 'gives back more'],
      [failed, 'has failed there'],
    ];
    for (const [given, says] of cases)
      await expect(end(refund, 'done', given)).rejects.toMatchObject({
        code: 'invalid-request',
        fields: [{ field: 'providerRefundId', message: expect.stringContaining(says) }],
      });
    await expect(end(refund, 'failed', id)).rejects.toMatchObject({ code: 'invalid-request' });
    expect(await current(refund)).toEqual(refund);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 150_000, held: 100_000 });
  });

  test('is one of ours and no other’s, whoever says so at the same moment', async () => {
    const payment = await world.paid();
    const at = world.context.now();
    const [one, other] = [await refundQueued(payment, 100_000, at), await refundQueued(payment, 100_000, at)];
    const id = await byHand(payment, 1_000);
    await world.pass(10);
    const both = await Promise.allSettled([end(one, 'done', id), end(other, 'done', id)]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const states = [(await current(one)).state, (await current(other)).state];
    expect(states.toSorted()).toEqual(['done', 'queued']);
    const left = states[0] === 'queued' ? one : other;
    await expect(end(left, 'done', id)).rejects.toMatchObject({ code: 'invalid-request' });
    expect(await balanceOf(payment.accountId)).toEqual({ available: 50_000, held: 100_000 });
    await ledgerOf(payment.accountId);
  });

  test('has failed for us where it was for something else: the money is in the wallet', async () => {
    const { payment, refund } = await stuck(2_000, 100_000);
    const ended = await end(refund, 'failed');
    expect(ended).toMatchObject({ state: 'failed', endNote: 'A test' });
    expect([await heldFor(refund), await balanceOf(payment.accountId)]).toEqual([
      0,
      { available: 250_000, held: 0 },
    ]);
    expect((await payments.get(payment.paymentId)).refundedKobo).toBe(0);
  });
});

describe('a refund of which the provider tells another amount', () => {
  /** In flight, and half of what it should be. */
  async function differing(): Promise<{ payment: Payment; refund: Refund; context: Refunding; id: string }> {
    const payment = await world.paid();
    const queued = await refundQueued(payment, 100_000, world.context.now());
    await pursueRefund(queued, world.context);
    await world.pass(10);
    const refund = await current(queued);
    const { provider } = world;
    const halved: PaymentProvider = {
      ...provider,
      findRefunds: async (of) => {
        const outcome = await provider.findRefunds(of);
        if (outcome.kind !== 'found') return outcome;
        return { ...outcome, value: outcome.value.map((each) => ({ ...each, amountKobo: 50_000 })) };
      },
    };
    const context = { ...world.context, provider: halved };
    return { payment, refund, context, id: refund.providerRefundId ?? '' };
  }

  test('is of that amount when somebody says so', async () => {
    const { payment, refund, context, id } = await differing();
    expect(await end(refund, 'done', id, context)).toMatchObject({ state: 'done', kobo: 50_000 });
    expect(await balanceOf(payment.accountId)).toEqual({ available: 200_000, held: 0 });
    await ledgerOf(payment.accountId);
  });

  test('or has failed', async () => {
    const { payment, refund, context } = await differing();
    expect(await end(refund, 'failed', undefined, context)).toMatchObject({ state: 'failed' });
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
  });
});

describe('nobody ends a refund', () => {
  test('that is being asked for, or was promised: it ends by itself', async () => {
    const payment = await world.paid();
    const queued = await refundQueued(payment, 100_000, world.context.now());
    const asking = askFor(queued, [], world.context.now());
    await refunds.replace(queued, asking);
    await expect(end(queued, 'failed')).rejects.toMatchObject({ code: 'already-decided' });
    // Its answer was lost: what the provider lists is it.
    await byHand(payment, 1_000);
    await world.pass(31);
    await expect(end(queued, 'failed')).rejects.toMatchObject({ code: 'already-decided' });
    expect(await pursueRefund(await current(queued), world.context)).toBe('done');
  });

  test('but one that was asked for and of which the provider knows nothing', async () => {
    const payment = await world.paid();
    const queued = await refundQueued(payment, 100_000, world.context.now());
    await refunds.replace(queued, askFor(queued, [], world.context.now()));
    await world.pass(31);
    expect((await end(queued, 'failed')).state).toBe('failed');
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
  });

  /** Promised by the provider, which never says that it has arrived. */
  async function promised(): Promise<{ payment: Payment; refund: Refund }> {
    await world.sandbox.control('settings', { refund: 'in-flight' });
    const payment = await world.paid();
    const queued = await refundQueued(payment, 250_000, world.context.now());
    expect(await pursueRefund(queued, world.context)).toBe('in-flight');
    return { payment, refund: await current(queued) };
  }

  test('that was promised, before banks have had their time; then it has arrived when somebody says so', async () => {
    const { payment, refund } = await promised();
    const id = refund.providerRefundId;
    await world.pass(14 * 24 * 60);
    await expect(end(refund, 'done', id)).rejects.toMatchObject({ code: 'already-decided' });
    await world.pass(1);
    for (const [outcome, named] of [['failed'], ['done'], ['done', '1']] as const)
      await expect(end(refund, outcome, named)).rejects.toMatchObject({ code: 'already-decided' });
    expect(await balanceOf(payment.accountId)).toEqual({ available: 0, held: 250_000 });
    const ended = await end(refund, 'done', id);
    expect(ended).toMatchObject({ state: 'done', kobo: 250_000, endNote: 'A test', unconfirmed: true });
    expect([await heldFor(refund), await balanceOf(payment.accountId)]).toEqual([
      0,
      { available: 0, held: 0 },
    ]);
    await expect(end(refund, 'done', id)).rejects.toMatchObject({ code: 'already-decided' });
  });

  test('that was promised late, because banks have their time from then on', async () => {
    await world.sandbox.control('settings', { refund: 'in-flight' });
    const queued = await refundQueued(await world.paid(), 250_000, world.context.now());
    await world.pass(10 * 24 * 60);
    expect(await pursueRefund(queued, world.context)).toBe('in-flight');
    const { promisedAt, providerRefundId } = await current(queued);
    expect(promisedAt).toBe(world.context.now().toISOString());
    await world.pass(14 * 24 * 60);
    await expect(end(queued, 'done', providerRefundId)).rejects.toMatchObject({
      code: 'already-decided',
      message: expect.stringContaining('promised more than 14 days ago'),
    });
    await world.pass(1);
    expect((await end(queued, 'done', providerRefundId)).state).toBe('done');
  });

  test('that was promised and is not in the list, unless the provider does not know it at all', async () => {
    const { payment, refund } = await promised();
    const unlisted = (change: Partial<PaymentProvider> = {}): Refunding => ({
      ...world.context,
      provider: {
        ...world.provider,
        findRefunds: async () => ({ kind: 'found', value: [] }),
        ...change,
      },
    });
    const failing: PaymentProvider['findRefund'] = async () => ({
      ...{ kind: 'unavailable', reason: 'failing', says: '' },
    });
    const gone: PaymentProvider['findRefund'] = async () => ({ kind: 'not-found', says: '' });
    const failed = (change?: Partial<PaymentProvider>) => end(refund, 'failed', undefined, unlisted(change));
    await expect(failed()).rejects.toMatchObject({ code: 'already-decided' });
    await expect(failed({ findRefund: failing })).rejects.toMatchObject({ code: 'unavailable' });
    expect(await balanceOf(payment.accountId)).toEqual({ available: 0, held: 250_000 });
    expect((await failed({ findRefund: gone })).state).toBe('failed');
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
  });

  test('while the provider does not say what was given back', async () => {
    const { refund, id } = await stuck(2_500);
    const silent: PaymentProvider = {
      ...world.provider,
      findRefunds: async () => ({ kind: 'unavailable', reason: 'failing', says: '' }),
    };
    for (const outcome of ['done', 'failed'] as const) {
      const ended = end(refund, outcome, outcome === 'done' ? id : undefined, {
        ...world.context,
        provider: silent,
      });
      await expect(ended).rejects.toMatchObject({ code: 'unavailable' });
    }
    expect(await current(refund)).toEqual(refund);
  });
});

test('whoever dies while they end one, and repeats their order, is answered with it; another order is refused', async () => {
  let crashes = 0;
  for (const [outcome, left] of [
    ['done', 150_000],
    ['failed', 250_000],
  ] as const)
    for (let call = 1, isOver = false; !isOver; call++)
      for (const when of ['before', 'after'] as const) {
        const { payment, refund, id } = await stuck(1_000);
        await world.pass(10);
        const byUserId = freshId('usr');
        const providerRefundId = outcome === 'done' ? id : undefined;
        const order = { outcome, providerRefundId, reason: 'A test', byUserId, orderId: newId('end') };
        crashAt(call, when);
        const died = await endByHand(refund, order, world.context).then(
          () => false,
          () => true,
        );
        noMoreCrashes();
        if (died) crashes++;
        else isOver = true;
        const repeated = await endByHand(refund, order, world.context);
        expect(repeated).toMatchObject({ endedBy: byUserId, endOrder: order.orderId });
        await expect(
          endByHand(refund, { ...order, orderId: newId('end') }, world.context),
        ).rejects.toMatchObject({ code: 'already-decided' });
        await pursueRefund(await current(refund), world.context);
        expect((await current(refund)).state).toBe(outcome);
        expect(await endByHand(refund, order, world.context)).toEqual(await current(refund));
        expect(await balanceOf(payment.accountId)).toEqual({ available: left, held: 0 });
        await ledgerOf(payment.accountId);
      }
  expect(crashes).toBeGreaterThan(20);
});

test('whoever dies while they call a promised one arrived goes on with it when they repeat their order', async () => {
  await world.sandbox.control('settings', { refund: 'in-flight' });
  for (let call = 1, isOver = false; !isOver; call++)
    for (const when of ['before', 'after'] as const) {
      const queued = await refundQueued(await world.paid(), 250_000, world.context.now());
      await pursueRefund(queued, world.context);
      await world.pass(14 * 24 * 60 + 1);
      const { providerRefundId } = await current(queued);
      const asked = {
        outcome: 'done',
        providerRefundId,
        reason: 'A test',
        byUserId: freshId('usr'),
      } as const;
      const order = { ...asked, orderId: newId('end') };
      crashAt(call, when);
      isOver = await endByHand(queued, order, world.context).then(
        () => true,
        () => false,
      );
      noMoreCrashes();
      expect(await endByHand(queued, order, world.context)).toMatchObject({
        state: 'done',
        unconfirmed: true,
      });
      expect(await balanceOf(queued.accountId)).toEqual({ available: 0, held: 0 });
      await ledgerOf(queued.accountId);
    }
});

test('whoever dies while they end one, and asks again, has moved the money once', async () => {
  let crashes = 0;
  for (let call = 1, isOver = false; !isOver; call++)
    for (const when of ['before', 'after'] as const) {
      const { payment, refund, id } = await stuck(1_000);
      await world.pass(10);
      crashAt(call, when);
      const died = await end(refund, 'done', id).then(
        () => false,
        () => true,
      );
      noMoreCrashes();
      if (died) crashes++;
      else isOver = true;
      await end(refund, 'done', id).catch((error: unknown) =>
        expect(error).toMatchObject({ code: 'already-decided' }),
      );
      await pursueRefund(await current(refund), world.context);
      expect(await current(refund)).toMatchObject({ state: 'done', kobo: 100_000 });
      expect(await balanceOf(payment.accountId)).toEqual({ available: 150_000, held: 0 });
      await ledgerOf(payment.accountId);
    }
  expect(crashes).toBeGreaterThan(10);
});
