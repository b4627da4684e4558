import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamo, tableName } from '../../shared/data/client.ts';
import { move } from '../../shared/data/ledger.ts';
import * as payments from '../../shared/data/payments.ts';
import { insertionsOf } from '../../shared/data/provider-references.ts';
import * as reconciliations from '../../shared/data/reconciliations.ts';
import * as refunds from '../../shared/data/refunds.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { commit } from '../../shared/data/write.ts';
import { beginPayment, type Payment } from '../../shared/domain/payment.ts';
import type { Difference, Reconciliation } from '../../shared/domain/reconciliation.ts';
import { endRefund, type Refund } from '../../shared/domain/refund.ts';
import { payingWith, renewSubscription } from '../../shared/domain/subscription.ts';
import type { PaymentProvider, Transaction } from '../../shared/payments/provider.ts';
import { endChargebackByHand } from '../../shared/pipeline/chargeback-ending.ts';
import { followChargeback } from '../../shared/pipeline/charging-back.ts';
import { giveBack } from '../../shared/pipeline/giving-back.ts';
import { beginDaily, orderReconciliation, reconciliationWork } from '../../shared/pipeline/reconciling.ts';
import { endByHand } from '../../shared/pipeline/refund-ending.ts';
import { lookAtRefund, pursueRefund } from '../../shared/pipeline/refunding.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { balanceOf, fund, ledgerOf } from '../support/money.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { type PaidPayments, refundQueued, startPaidPayments } from '../support/paid-payments.ts';
import { changeBy, freshSubscriptionId, newAccount, subscriberOf } from '../support/plans.ts';
import { settled } from '../support/settled-payments.ts';
import { freshId, useTable } from '../support/table.ts';

/** Days that nobody pays on who tells the time from the real clock. */
const firstDay = 3700;

let world: PaidPayments;
let own: OwnCloud;

beforeAll(async () => {
  // What others leave unfinished in a table that they share is late on these days, and each run would note all of it.
  own = await ownCloud();
  useTable(own.cloud);
  world = await startPaidPayments();
  await world.pass(firstDay * 24 * 60);
});
beforeEach(async () => {
  world.lines.length = 0;
  // Each test has a day of its own, and its provider lists two days more.
  await world.pass(3 * 24 * 60);
});
afterAll(async () => {
  await world?.stop();
  await own?.stop();
});

const now = (): Date => world.context.now();
const today = (): string => now().toISOString().slice(0, 10);

/** Has a day looked at until it is done. */
async function reconciled(
  provider: PaymentProvider = world.provider,
  day = today(),
): Promise<Reconciliation> {
  await orderReconciliation(day, freshId('usr'), now());
  for (let tick = 0; tick < 60; tick++) {
    const run = await reconciliations.find(day);
    if (run?.state !== 'running') break;
    await reconciliationWork({ ...world.context, provider }).handle(run);
  }
  const run = await reconciliations.find(day);
  if (!run || run.state === 'running') throw new Error('the run does not end');
  return run;
}

/** What a run says of one thing, or of one payment. */
async function differences(
  run: Reconciliation,
  about: { id?: string | undefined; paymentId?: string | undefined },
): Promise<Difference['kind'][]> {
  const all = await reconciliations.differencesOf(run, 1000);
  return all
    .filter(
      ({ id, paymentId }) => id === about.id || (paymentId !== undefined && paymentId === about.paymentId),
    )
    .map(({ kind }) => kind);
}

/** A payment that is paid and of which nobody has told us. */
async function unheard(kobo = 250_000): Promise<Payment> {
  const payment = beginPayment(
    {
      ...{
        paymentId: newId('pay'),
        accountId: freshId('acc'),
        purpose: { kind: 'top-up' },
        priceList: '2026-11',
      },
      ...{ amountKobo: kobo, userId: freshId('usr'), email: 'buyer@example.com' },
    },
    now(),
  );
  await payments.insert(payment);
  const page = await world.sandbox.checkout({ tx_ref: payment.paymentId, amount: kobo / 100 });
  await world.sandbox.pay(page, { webhook: 'never' });
  return payment;
}

describe('a day', () => {
  test('on which everything agrees has no difference', async () => {
    const paid = await Promise.all([world.paid(), world.paid({}, { amount: 'over', paid: 3_000 })]);
    const run = await reconciled();
    expect(run).toMatchObject({ state: 'done', run: 1, credited: 2 });
    for (const payment of paid) expect(await differences(run, payment)).toEqual([]);
  });

  test('credits what was paid and not credited, once, and says so; what is fresh without a word', async () => {
    const late = await unheard();
    await world.pass(61);
    const fresh = await unheard();
    const run = await reconciled();
    expect(await differences(run, late)).toEqual(['late']);
    expect(await differences(run, fresh)).toEqual([]);
    for (const { accountId } of [late, fresh]) {
      expect(await balanceOf(accountId)).toEqual({ available: 250_000, held: 0 });
      expect(await ledgerOf(accountId)).toHaveLength(1);
    }
    const line = world.lines.find(({ event }) => event === 'reconciliation.differences');
    expect(line).toMatchObject({ level: 'error', keys: { day: today(), count: run.differences } });
    // Looked at again, everything agrees: the later run is what is shown, with what the earlier one has credited.
    const again = await reconciled();
    expect(again).toMatchObject({ run: 2, differences: await reconciliations.countDifferences(again) });
    expect(await differences(again, late)).toEqual(['late']);
    expect(await differences(again, fresh)).toEqual([]);
    // What is kept comes first, before whatever waits in other accounts.
    expect((await reconciliations.differencesOf(again, 1)).map(({ id }) => id)).toEqual([
      (await payments.get(late.paymentId)).transactionId,
    ]);
    expect(await ledgerOf(late.accountId)).toHaveLength(1);
    await world.pass(24 * 60);
    expect(await differences(await reconciled(), late)).toEqual([]);
  });

  test('asks for weeks about what was given up, and credits what was paid after all', async () => {
    const [first, second, never] = [await unheard(), await unheard(), await unheard()];
    for (const each of [first, second])
      await payments.replace(each, { ...each, state: 'expired', lookAt: undefined, revision: 2 });
    const failed = { ...never, paymentId: newId('pay'), state: 'failed', lookAt: undefined } as const;
    await payments.insert(failed);
    // Longer ago than the provider's list reaches.
    await world.pass(9 * 24 * 60);
    const run = await reconciled();
    for (const { accountId } of [first, second])
      expect(await balanceOf(accountId)).toEqual({ available: 250_000, held: 0 });
    expect([await differences(run, first), await differences(run, second)]).toEqual([['late'], ['late']]);
    expect(await payments.get(failed.paymentId)).toMatchObject({ state: 'failed', looks: 1 });
    // What the clock looks after is left to it.
    expect(await payments.get(never.paymentId)).toMatchObject({ state: 'pending', looks: 0 });
  });

  test('shows what was paid for nothing of ours, and what was credited without being paid', async () => {
    const reference = `ord_${freshId('doc')}`;
    await world.sandbox.pay(await world.sandbox.checkout({ tx_ref: reference }), { webhook: 'never' });
    const invented = await settled({ at: now() }, 250_000);
    const run = await reconciled();
    expect(await differences(run, { paymentId: reference })).toEqual(['unknown']);
    expect(await differences(run, invented)).toEqual(['missing']);
  });

  test('shows other amounts, and what nobody can read', async () => {
    const payment = await world.paid();
    const odd: PaymentProvider = {
      ...world.provider,
      findTransaction: async (id) => {
        const outcome = await world.provider.findTransaction(id);
        return outcome.kind === 'found'
          ? { ...outcome, value: { ...outcome.value, amountKobo: outcome.value.amountKobo - 1 } }
          : outcome;
      },
      listTransactions: async (range) => {
        const outcome = await world.provider.listTransactions(range);
        return outcome.kind === 'found'
          ? { ...outcome, value: { ...outcome.value, unreadable: 2 } }
          : outcome;
      },
    };
    const run = await reconciled(odd);
    expect(await differences(run, payment)).toEqual(['differs']);
    expect(await differences(run, { id: 'transactions-1' })).toEqual(['unreadable']);
  });

  test('shows what the ledger says otherwise than the provider, each in words of its own', async () => {
    const payment = await world.paid();
    const { paymentId, accountId, transactionId: genuine = '' } = payment;
    const attempt = (await payments.findAttempt(paymentId, genuine)) ?? fail('there is no attempt');
    const found = await world.provider.findTransaction(genuine);
    const transaction = found.kind === 'found' ? found.value : fail('the provider does not know it');
    const told = new Map<string, Transaction>();
    /** A further transaction that is noted as credited, with what was entered for it, if anything was. */
    async function noted(entry?: { kobo: number; accountId?: string }, currency = 'NGN'): Promise<string> {
      const id = freshId('doc');
      told.set(id, { ...transaction, id, currency });
      await commit([payments.Attempts.insertion({ ...attempt, transactionId: id, currency })]);
      const movement = { kind: 'top-up', kobo: entry?.kobo ?? 0 } as const;
      const about = { kind: 'payment', id: paymentId };
      if (entry)
        await move(entry.accountId ?? accountId, [{ movement, cause: `flutterwave:${id}`, about }], now());
      return id;
    }
    const right = await noted({ kobo: 250_000 });
    const missing = await noted();
    const less = await noted({ kobo: 249_900 });
    const others = await noted({ kobo: 250_000, accountId: freshId('acc') });
    const foreign = await noted({ kobo: 250_000 }, 'USD');
    const foreignUnentered = await noted(undefined, 'USD');
    const run = await reconciled({
      ...world.provider,
      findTransaction: async (id) => {
        const value = told.get(id);
        return value ? { kind: 'found', value } : world.provider.findTransaction(id);
      },
    });
    const all = await reconciliations.differencesOf(run, 1000);
    const says = (of: string) => all.filter(({ id }) => id === of).map((each) => [each.kind, each.says]);
    for (const id of [genuine, right, foreignUnentered]) expect(says(id)).toEqual([]);
    expect(says(missing)).toEqual([['differs', 'It has no entry in the ledger.']]);
    const other = 'Its entry in the ledger is of another amount, or of another account.';
    for (const id of [less, others]) expect(says(id)).toEqual([['differs', other]]);
    expect(says(foreign)).toEqual([['differs', 'It is in the ledger, and is not naira.']]);
  });

  test('shows a wallet that somebody changed without an entry', async () => {
    const { accountId } = await world.paid();
    await dynamo.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: { pk: `wallet#${accountId}`, sk: 'wallet' },
        UpdateExpression: 'SET availableKobo = :kobo',
        ExpressionAttributeValues: { ':kobo': 999_999_999 },
      }),
    );
    expect(await differences(await reconciled(), { id: accountId })).toEqual(['wallet']);
  });

  test('shows money to decide about, and refunds that take too long', async () => {
    const reviewed = await world.paid({}, { amount: 'under', paid: 2_000 });
    const payment = await world.paid();
    const refund = await refundQueued(payment, 100_000, now());
    await world.pass(3 * 24 * 60 + 1);
    const run = await reconciled();
    expect(await differences(run, reviewed)).toEqual(['review']);
    expect(await differences(run, { id: refund.refundId })).toEqual(['refund-late']);
  });

  test('shows money of another currency that could not go back, also where its payment is paid', async () => {
    const dollars = { kobo: 250_000, currency: 'USD' };
    const at = new Date(now().getTime() - 3 * 24 * 3_600_000);
    const [returned, failed] = [
      await settled({ at }, dollars, 250_000),
      await settled({ at }, dollars, 250_000),
    ];
    const [refund] = await refunds.listOf(failed.paymentId);
    if (!refund) throw new Error('nothing goes back');
    await refunds.replace(refund, endRefund(refund, 'failed', undefined));
    const run = await reconciled();
    expect([failed.state, await differences(run, failed)]).toEqual(['paid', ['review']]);
    expect(await differences(run, returned)).toEqual([]);
  });

  test('shows naira that lie aside although their payment waits for nothing', async () => {
    const at = new Date(now().getTime() - 3 * 24 * 3_600_000);
    const reviewed = await settled({ at }, 200_000);
    await payments.replace(reviewed, { ...reviewed, state: 'paid', revision: reviewed.revision + 1 });
    const decided = await settled({ at }, 200_000, 250_000);
    const run = await reconciled();
    expect([decided.state, await differences(run, decided)]).toEqual(['paid', []]);
    expect(await differences(run, reviewed)).toContain('review');
  });

  test('shows naira that lie aside although what became of other money cannot be read, and that, too', async () => {
    const at = new Date(now().getTime() - 3 * 24 * 3_600_000);
    const [broken, reviewed, last] = [
      await settled({ at }, 200_000),
      await settled({ at }, 200_000),
      await settled({ at }, 200_000),
    ];
    for (const each of [reviewed, last])
      await payments.replace(each, { ...each, state: 'paid', revision: each.revision + 1 });
    const key = { pk: `payment#${broken.paymentId}`, sk: 'chargeback#broken' };
    await dynamo.send(
      new PutCommand({ TableName: tableName(), Item: { ...key, entity: 'chargeback', kobo: 0 } }),
    );
    // Of a day that no other phase asks about again.
    const before = new Date(now().getTime() - 12 * 24 * 3_600_000);
    const unreadable = await settled({ at: before }, 200_000);
    const lying = { pk: `payment#${unreadable.paymentId}`, sk: 'payment' };
    const setLooks = (looks: unknown) =>
      dynamo.send(
        new UpdateCommand({
          ...{ TableName: tableName(), Key: lying, UpdateExpression: 'SET looks = :looks' },
          ExpressionAttributeValues: { ':looks': looks },
        }),
      );
    await setLooks('none');
    const run = await reconciled();
    expect(run.state).toBe('done');
    expect(await differences(run, broken)).toContain('unreadable');
    expect(await differences(run, unreadable)).toEqual(['unreadable']);
    for (const each of [reviewed, last]) expect(await differences(run, each)).toContain('review');
    expect(world.lines).toContainEqual({
      ...{ level: 'error', event: 'item.broken' },
      keys: { ...lying, error: expect.anything() },
    });
    // No other test is to meet them.
    await setLooks(unreadable.looks);
    await dynamo.send(new DeleteCommand({ TableName: tableName(), Key: key }));
  });

  test('shows what was given back past us, and nothing of what we gave back', async () => {
    const [byHand, byUs] = [await world.paid(), await world.paid()];
    await pursueRefund(await refundQueued(byUs, 100_000, now()), world.context);
    const { transactionId } = byHand;
    await world.sandbox.call('POST', `/transactions/${transactionId}/refund`, { amount: 1000 });
    expect(await lookAtRefund({ transactionId }, world.context)).toEqual([]);
    expect(world.lines.at(-1)).toMatchObject({
      ...{ level: 'error', event: 'refund.unknown', keys: { paymentId: byHand.paymentId } },
    });
    const run = await reconciled();
    expect(await differences(run, byHand)).toEqual(['refund-unknown']);
    expect(await differences(run, byUs)).toEqual([]);
  });

  describe('a refund that somebody has said has arrived', () => {
    /** Called arrived two weeks after its promise, which the provider still calls no more than that. */
    async function saidArrived(): Promise<Refund> {
      const queued = await refundQueued(await world.paid(), 100_000, now());
      await world.sandbox.control('settings', { refund: 'in-flight' });
      await pursueRefund(queued, world.context);
      await world.sandbox.control('settings', { refund: 'final' });
      await world.pass(14 * 24 * 60 + 1);
      const { paymentId, refundId } = queued;
      const providerRefundId = (await refunds.find(paymentId, refundId))?.providerRefundId;
      const said = { outcome: 'done', providerRefundId, reason: 'A test', byUserId: freshId('usr') } as const;
      return endByHand(queued, said, world.context);
    }

    /** The provider, for which this one has ended otherwise by now. */
    const saying = (refund: Refund, status: 'done' | 'failed', from: Partial<PaymentProvider> = {}) => {
      const findRefund: PaymentProvider['findRefund'] = async (id) => {
        const outcome = await world.provider.findRefund(id);
        return outcome.kind === 'found' && id === refund.providerRefundId
          ? { ...outcome, value: { ...outcome.value, status } }
          : outcome;
      };
      return { ...world.provider, findRefund, ...from };
    };

    const contradictions = () => world.lines.filter(({ event }) => event === 'refund.contradicted');

    test('and fails after that is shown by every run of the day on which the provider says so, and logged', async () => {
      const refund = await saidArrived();
      const before = await reconciled();
      expect(await differences(before, { id: refund.refundId })).toEqual([]);
      expect((await refunds.find(refund.paymentId, refund.refundId))?.unconfirmed).toBe(true);
      await world.pass(24 * 60);
      const run = await reconciled(saying(refund, 'failed'));
      expect(await differences(run, { id: refund.refundId })).toEqual(['refund-failed']);
      expect(contradictions()).toMatchObject([{ level: 'error', keys: { refundId: refund.refundId } }]);
      expect(await differences(await reconciled(), { id: refund.refundId })).toEqual(['refund-failed']);
      await world.pass(24 * 60);
      const after = await reconciled(saying(refund, 'failed'));
      expect(await differences(after, { id: refund.refundId })).toEqual([]);
      expect(contradictions()).toHaveLength(1);
    });

    test('and has is not asked about any more', async () => {
      const refund = await saidArrived();
      const run = await reconciled(saying(refund, 'done'));
      expect(await differences(run, { id: refund.refundId })).toEqual([]);
      expect((await refunds.find(refund.paymentId, refund.refundId))?.unconfirmed).toBeUndefined();
      expect(contradictions()).toEqual([]);
    });

    test('is asked about again where the provider is silent', async () => {
      const refund = await saidArrived();
      let silences = 1;
      const silent: PaymentProvider['findRefund'] = async (id) =>
        id === refund.providerRefundId && silences-- > 0
          ? { kind: 'unavailable', reason: 'failing', says: '' }
          : saying(refund, 'failed').findRefund(id);
      const run = await reconciled(saying(refund, 'failed', { findRefund: silent }));
      expect(await differences(run, { id: refund.refundId })).toEqual(['refund-failed']);
    });

    test.each([
      { kind: 'refused', says: '400 another sentence' },
      { kind: 'unavailable', reason: 'unreadable', says: '200 another shape' },
    ] as const)(
      'and of which the answer is $kind is shown, is asked about again, and keeps nothing else from being compared',
      async (outcome) => {
        const [refund, other] = [await saidArrived(), await saidArrived()];
        const at = new Date(now().getTime() - 24 * 3_600_000);
        const reviewed = await settled({ at }, 200_000);
        const odd: PaymentProvider['findRefund'] = async (id) =>
          id === refund.providerRefundId ? outcome : saying(other, 'failed').findRefund(id);
        const run = await reconciled({ ...world.provider, findRefund: odd });
        expect([run.state, await differences(run, { id: refund.refundId })]).toEqual([
          'done',
          ['unreadable'],
        ]);
        expect(await differences(run, { id: other.refundId })).toEqual(['refund-failed']);
        expect(await differences(run, reviewed)).toEqual(['review']);
        expect(world.lines).toContainEqual({
          ...{ level: 'warn', event: 'reconciliation.unanswered' },
          keys: { day: run.day, phase: 'arrived', refundId: refund.refundId, says: outcome.says },
        });
        await world.pass(24 * 60);
        const next = await reconciled(saying(refund, 'done'));
        expect(await differences(next, { id: refund.refundId })).toEqual([]);
        expect((await refunds.find(refund.paymentId, refund.refundId))?.unconfirmed).toBeUndefined();
      },
    );

    test.each([
      ['a transaction of which it is not', { transactionId: '1' }, 'transaction 1'],
      ['another amount', { amountKobo: 99_900 }, '99900 kobo'],
      ['another amount, and promised', { amountKobo: 99_900, status: 'in-flight' }, '99900 kobo'],
      ['another transaction, and failed', { transactionId: '1', status: 'failed' }, 'transaction 1'],
      ['nothing at all', undefined, 'no such refund'],
    ] as const)(
      'and of which the provider tells %s is shown, and asked about again',
      async (_, change, says) => {
        const refund = await saidArrived();
        const { findRefund } = saying(refund, 'done');
        const odd: PaymentProvider['findRefund'] = async (id) => {
          const outcome = await findRefund(id);
          if (outcome.kind !== 'found' || id !== refund.providerRefundId) return outcome;
          return change
            ? { ...outcome, value: { ...outcome.value, ...change } }
            : { kind: 'not-found', says: 'No refund' };
        };
        const run = await reconciled(saying(refund, 'done', { findRefund: odd }));
        const all = await reconciliations.differencesOf(run, 1000);
        const { refundId: id, paymentId } = refund;
        expect(all.filter((each) => each.id === id)).toMatchObject([
          { kind: 'differs', paymentId, kobo: 100_000, says: expect.stringContaining(says) },
        ]);
        expect((await refunds.find(paymentId, id))?.unconfirmed).toBe(true);
        expect(contradictions()).toEqual([]);
        expect(await differences(await reconciled(saying(refund, 'done')), { id })).toEqual([]);
        expect((await refunds.find(paymentId, id))?.unconfirmed).toBeUndefined();
      },
    );

    test('and fails is shown as that, whatever amount the provider tells', async () => {
      const refund = await saidArrived();
      const { findRefund } = saying(refund, 'failed');
      const odd: PaymentProvider['findRefund'] = async (id) => {
        const outcome = await findRefund(id);
        return outcome.kind === 'found' && id === refund.providerRefundId
          ? { ...outcome, value: { ...outcome.value, amountKobo: 0 } }
          : outcome;
      };
      const run = await reconciled({ ...world.provider, findRefund: odd });
      expect(await differences(run, { id: refund.refundId })).toEqual(['refund-failed']);
    });

    test.each(['no-answer', 'failing', 'not-authorised'] as const)(
      'waits while the provider is %s',
      async (reason) => {
        const refund = await saidArrived();
        const none: PaymentProvider['findRefund'] = async () => ({ kind: 'unavailable', reason, says: '' });
        await orderReconciliation(today(), freshId('usr'), now());
        const begun = (await reconciliations.find(today())) ?? fail('there is no run');
        const work = reconciliationWork({
          ...world.context,
          provider: { ...world.provider, findRefund: none },
        });
        expect(await work.handle(begun)).toBe('unanswered');
        expect(await reconciliations.find(today())).toMatchObject({ phase: 'arrived', silences: 1 });
        const run = await reconciled(saying(refund, 'done'));
        expect([run.state, await differences(run, { id: refund.refundId })]).toEqual(['done', []]);
      },
    );

    test('and fails is logged when a webhook tells of it, and not when it tells of another', async () => {
      const refund = await saidArrived();
      const context = { ...world.context, provider: saying(refund, 'failed') };
      const { transactionId, providerRefundId } = refund;
      for (const hint of [{ providerRefundId }, { transactionId }])
        expect(await lookAtRefund(hint, context)).toEqual([]);
      expect(contradictions().map(({ level }) => level)).toEqual(['error', 'error']);
      await lookAtRefund({ transactionId, providerRefundId: '1' }, context);
      await lookAtRefund({ transactionId }, { ...context, provider: saying(refund, 'done') });
      expect(contradictions()).toHaveLength(2);
    });

    test('or the provider has, and that is in its list as failed, is shown', async () => {
      const queued = await refundQueued(await world.paid(), 100_000, now());
      await pursueRefund(queued, world.context);
      await world.pass(24 * 60);
      const promised = await refunds.find(queued.paymentId, queued.refundId);
      const refund = promised ?? fail('it is gone');
      expect(await pursueRefund(refund, world.context)).toBe('done');
      const listRefunds: PaymentProvider['listRefunds'] = async (range) => {
        const outcome = await world.provider.listRefunds(range);
        if (outcome.kind !== 'found') return outcome;
        const items = outcome.value.items.map((each) =>
          each.id === refund.providerRefundId ? { ...each, status: 'failed' as const } : each,
        );
        return { ...outcome, value: { ...outcome.value, items } };
      };
      const run = await reconciled({ ...world.provider, listRefunds });
      expect(await differences(run, { id: refund.refundId })).toEqual(['refund-failed']);
    });
  });

  test('of many pages is looked at whole, and goes on after a crash at any call', async () => {
    const made: Payment[] = [];
    for (let count = 0; count < 12; count++) made.push(await unheard(10_000));
    await world.pass(61);
    let calls = 0;
    const dying =
      <A, T>(call: (asked: A) => Promise<T>) =>
      async (asked: A): Promise<T> => {
        // Every other call dies after it was answered.
        const answer = await call(asked);
        if (++calls % 2 === 1) throw new Error('crashed');
        return answer;
      };
    const { provider } = world;
    const mortal: PaymentProvider = {
      ...provider,
      listTransactions: dying(provider.listTransactions),
      listChargebacks: dying(provider.listChargebacks),
    };
    await orderReconciliation(today(), freshId('usr'), now());
    const day = today();
    const current = async () => (await reconciliations.find(day)) ?? fail('there is no run');
    for (let tick = 0; (await current()).state === 'running' && tick < 20; tick++)
      await reconciliationWork({ ...world.context, provider: mortal })
        .handle(await current())
        .catch((error: unknown) => expect(error).toMatchObject({ message: 'crashed' }));
    expect(await current()).toMatchObject({ state: 'done', credited: 12 });
    expect(calls).toBeGreaterThan(5);
    for (const payment of made) expect(await differences(await current(), payment)).toEqual(['late']);
    for (const { accountId } of made) expect(await ledgerOf(accountId)).toHaveLength(1);
  });

  test('ends although one thing on it fails, or is nothing that could be credited: these are shown', async () => {
    const [broken, good, empty] = [await unheard(), await unheard(), await unheard()];
    await world.pass(61);
    const { provider } = world;
    const odd: PaymentProvider = {
      ...provider,
      findTransactions: (txRef) =>
        txRef === broken.paymentId ? Promise.reject(new Error('broken')) : provider.findTransactions(txRef),
      findTransaction: async (id) => {
        const outcome = await provider.findTransaction(id);
        return outcome.kind === 'found' && outcome.value.txRef === empty.paymentId
          ? { ...outcome, value: { ...outcome.value, amountKobo: 0 } }
          : outcome;
      },
    };
    const run = await reconciled(odd);
    expect(run.state).toBe('done');
    expect(await differences(run, good)).toEqual(['late']);
    for (const payment of [broken, empty]) {
      expect(await differences(run, payment)).toContain('not-credited');
      expect(await ledgerOf(payment.accountId)).toEqual([]);
    }
    expect(await balanceOf(good.accountId)).toEqual({ available: 250_000, held: 0 });
  });

  test('goes on past what was given up and fails when it is asked about again', async () => {
    const [broken, good] = [await unheard(), await unheard()];
    for (const each of [broken, good])
      await payments.replace(each, { ...each, state: 'expired', lookAt: undefined, revision: 2 });
    await world.pass(9 * 24 * 60);
    const { provider } = world;
    const run = await reconciled({
      ...provider,
      findTransactions: (txRef) =>
        txRef === broken.paymentId ? Promise.reject(new Error('broken')) : provider.findTransactions(txRef),
    });
    expect(run.state).toBe('done');
    expect([await differences(run, broken), await differences(run, good)]).toEqual([
      ['not-credited'],
      ['late'],
    ]);
  });

  test('of which a step fails for half a day has failed, and somebody is told', async () => {
    const broken = () => Promise.reject(new Error('broken'));
    const run = await reconciled({ ...world.provider, listChargebacks: broken });
    expect(run.state).toBe('failed');
    const told = world.lines.filter(({ level }) => level === 'error').map(({ event }) => event);
    expect(new Set(told)).toEqual(new Set(['reconciliation.broken', 'reconciliation.failed']));
  });

  test('waits while the provider is silent', async () => {
    const silentProvider: PaymentProvider = { ...world.provider, listTransactions: silence };
    await orderReconciliation(today(), freshId('usr'), now());
    const begun = await reconciliations.find(today());
    if (!begun) throw new Error('there is no run');
    const work = reconciliationWork({ ...world.context, provider: silentProvider });
    expect(await work.handle(begun)).toBe('unanswered');
    expect(await reconciliations.find(today())).toMatchObject({ phase: 'listed', silences: 1 });
    expect((await reconciled()).state).toBe('done');
  });

  test('is looked at by one, and by the clock once', async () => {
    await beginDaily(now());
    const day = new Date(now().getTime() - 24 * 3_600_000).toISOString().slice(0, 10);
    const begun = await reconciliations.find(day);
    if (!begun) throw new Error('there is no run');
    const work = reconciliationWork(world.context);
    const both = await Promise.all([work.handle(begun), work.handle(begun)]);
    expect(both.toSorted()).toEqual(['done', 'lost']);
    await beginDaily(now());
    expect(await reconciliations.find(day)).toMatchObject({ run: 1, state: 'done' });
  });
});

const silence: PaymentProvider['listTransactions'] = async () => ({
  ...{ kind: 'unavailable', reason: 'failing', says: '' },
});

const fail = (message: string): never => {
  throw new Error(message);
};

describe('a chargeback', () => {
  const disputed = async (kobo?: number): Promise<{ payment: Payment; id: string }> => {
    const payment = await world.paid();
    const transaction = payment.transactionId;
    const { body } = await world.sandbox.control('chargeback', { transaction, ...(kobo ? { kobo } : {}) });
    return { payment, id: idIn(body) };
  };

  const idIn = (body: unknown): string =>
    typeof body === 'object' && body !== null && 'chargeback' in body ? String(body.chargeback) : '';

  const decided = (chargeback: string, status: string) =>
    world.sandbox.control('decide-chargeback', { chargeback, status });

  test('that cannot be followed is shown, and keeps no other from being taken', async () => {
    const { payment, id } = await disputed(100_000);
    const { provider } = world;
    // What no key of the table can be made of.
    const odd: PaymentProvider = {
      ...provider,
      listChargebacks: async (page) => {
        const outcome = await provider.listChargebacks(page);
        if (outcome.kind !== 'found') return outcome;
        const [first] = outcome.value.items;
        const long = first ? [{ ...first, id: 'broken', transactionId: 'x'.repeat(3_000) }] : [];
        return { ...outcome, value: { ...outcome.value, items: [...long, ...outcome.value.items] } };
      },
    };
    const run = await reconciled(odd);
    expect([run.state, await differences(run, { id: 'broken' })]).toEqual(['done', ['chargeback-unclear']]);
    expect(await differences(run, { id })).toEqual(['chargeback']);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 150_000, held: 0 });
  });

  test('takes money once, however often it is told of, and gives it again when it is won', async () => {
    const { payment, id } = await disputed(100_000);
    expect(await differences(await reconciled(), { id })).toEqual(['chargeback']);
    // As long as nobody has decided it stays in sight, and takes nothing more.
    expect(await differences(await reconciled(), { id })).toEqual(['chargeback']);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 150_000, held: 0 });
    await decided(id, 'lost');
    expect(await differences(await reconciled(), { id })).toEqual([]);
    await decided(id, 'won');
    expect(await differences(await reconciled(), { id })).toEqual(['chargeback-won']);
    expect(await differences(await reconciled(), { id })).toEqual([]);
    expect(
      (await ledgerOf(payment.accountId)).map(({ content: { kind, cause } }) => [kind, cause]).slice(1),
    ).toEqual([
      ['chargeback', `chargeback:${id}`],
      ['chargeback-won', `chargeback-won:${id}`],
    ]);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
    await decided(id, 'initiated');
    expect(await differences(await reconciled(), { id })).toEqual(['chargeback-unclear']);
  });

  test('of what was spent leaves a debt; never more than the transaction, by however many', async () => {
    const { payment, id } = await disputed(900_000);
    const { accountId, transactionId } = payment;
    const spent = { movement: { kind: 'charge', kobo: 200_000, source: 'documents' } as const };
    const about = { kind: 'document', id: freshId('doc') };
    await move(accountId, [{ ...spent, cause: `test#${about.id}`, about }], now());
    const second = await world.sandbox.control('chargeback', { transaction: transactionId });
    const run = await reconciled();
    const kinds = [await differences(run, { id }), await differences(run, { id: idIn(second.body) })];
    expect(kinds.flat().toSorted()).toEqual(['chargeback', 'chargeback-unclear']);
    expect(await wallets.read(accountId)).toMatchObject({ availableKobo: 0, owedKobo: 200_000 });
    await ledgerOf(accountId);
  });

  /** Somebody has paid for a month of the plan with a card that is saved. */
  async function planPaid(): Promise<Payment> {
    const accountId = await newAccount();
    const subscriptionId = freshSubscriptionId();
    const month = { plan: 'pro', occasion: 'start', number: 1, worthKobo: 1_500_000, used: 0 } as const;
    const purpose = { kind: 'plan', subscriptionId, ...month } as const;
    const payment = await world.paid({ accountId, kobo: 1_500_000, purpose }, { method: 'card' });
    const card = { token: 'sealed', email: 'buyer@example.com' };
    await changeBy(accountId, (bought) => payingWith({ ...bought, revision: bought.revision + 1 }, card));
    return payment;
  }

  const tellOf = (
    { transactionId }: Payment,
    amountKobo: number,
    { id = freshId('doc'), status = 'open' }: { id?: string; status?: 'open' | 'won' } = {},
  ) => {
    const names = { transactionId, txRef: undefined, providerRef: undefined };
    const told = { ...names, amountKobo, currency: 'NGN', status };
    return followChargeback({ ...told, id }, now());
  };

  test('of the month that lasts ends the plan; any other has its card forgotten, and the month worth less', async () => {
    for (const [kobo, state, worthKobo] of [
      [1_500_000, 'ended', 1_500_000],
      [1_499_900, 'active', 100],
    ] as const) {
      const payment = await planPaid();
      const { accountId } = payment;
      expect((await tellOf(payment, kobo)).kind).toBe('taken');
      const { subscription, account } = await subscriberOf(accountId);
      expect(subscription).toMatchObject({ state, worthKobo });
      expect(subscription.card).toBeUndefined();
      expect(account.plan).toBe(state === 'ended' ? 'free' : 'pro');
      expect((await wallets.read(accountId)).owedKobo).toBe(kobo);
    }
  });

  test('of a part of the month that is won makes it worth what it was, once; by several it ends', async () => {
    const payment = await planPaid();
    const worth = async () => (await subscriberOf(payment.accountId)).subscription.worthKobo;
    const [first, second] = [freshId('doc'), freshId('doc')];
    await tellOf(payment, 400_000, { id: first });
    await tellOf(payment, 300_000, { id: second });
    expect(await worth()).toBe(800_000);
    const won = Array.from({ length: 4 }, () => tellOf(payment, 400_000, { id: first, status: 'won' }));
    expect((await Promise.all(won)).filter(({ kind }) => kind === 'won')).toHaveLength(1);
    expect(await worth()).toBe(1_200_000);
    await tellOf(payment, 1_200_000);
    expect((await subscriberOf(payment.accountId)).subscription.state).toBe('ended');
    await tellOf(payment, 300_000, { id: second, status: 'won' });
    expect((await subscriberOf(payment.accountId)).subscription).toMatchObject({
      state: 'ended',
      worthKobo: 1_200_000,
    });
  });

  test('of a part with a refund of the rest ends the plan, whichever comes first', async () => {
    for (const isRefundFirst of [true, false]) {
      const payment = await planPaid();
      const { paymentId, accountId } = payment;
      // What the bank takes is there, so that it leaves no debt to be paid first.
      await fund(accountId, 500_000);
      const asked = { refundId: newId('ref'), kobo: 1_000_000, note: 'A test', byUserId: freshId('usr') };
      const both = [() => giveBack(paymentId, asked, now()), () => tellOf(payment, 500_000)];
      const [one, other] = isRefundFirst ? both : both.toReversed();
      await one?.();
      expect((await subscriberOf(accountId)).subscription).toMatchObject({
        state: 'active',
        worthKobo: isRefundFirst ? 500_000 : 1_000_000,
      });
      await other?.();
      expect((await subscriberOf(accountId)).subscription.state).toBe('ended');
    }
  });

  test('that is won after another month has begun gives back money alone', async () => {
    const payment = await planPaid();
    const id = freshId('doc');
    await tellOf(payment, 400_000, { id });
    const price = { worthKobo: 1_500_000, priceList: '2026-11' };
    await changeBy(payment.accountId, (bought) => renewSubscription(bought, price, now()));
    expect((await tellOf(payment, 400_000, { id, status: 'won' })).kind).toBe('won');
    const { subscription } = await subscriberOf(payment.accountId);
    expect(subscription).toMatchObject({ number: 2, worthKobo: 1_500_000 });
  });

  test('told of by many at the same moment moves money once', async () => {
    const { payment, id } = await disputed();
    const { transactionId, accountId } = payment;
    const told = {
      id,
      transactionId,
      txRef: undefined,
      providerRef: undefined,
      amountKobo: 250_000,
      currency: 'NGN',
      status: 'open',
    } as const;
    const all = await Promise.all(Array.from({ length: 6 }, () => followChargeback(told, now())));
    const kinds = all.map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['taken', ...Array.from({ length: 5 }, () => 'waits')]);
    expect(await ledgerOf(accountId)).toHaveLength(2);
  });

  test('that names nothing but the second name of its transaction is taken, and won', async () => {
    await world.sandbox.control('settings', { chargebackNames: 'flw_ref' });
    const { payment, id } = await disputed(100_000);
    expect(await differences(await reconciled(), { id })).toEqual(['chargeback']);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 150_000, held: 0 });
    await decided(id, 'won');
    expect(await differences(await reconciled(), { id })).toEqual(['chargeback-won']);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
    await world.sandbox.control('settings', { chargebackNames: 'all' });
  });

  test('by a second name that leads nowhere, or to two transactions, takes nothing', async () => {
    const { paymentId, accountId, transactionId = '' } = await world.paid();
    const attempt = (await payments.findAttempt(paymentId, transactionId)) ?? fail('there is no attempt');
    const providerRef = attempt.providerRef ?? fail('it has no second name');
    const named = { transactionId: undefined, txRef: undefined, amountKobo: 1000, currency: 'NGN' } as const;
    const told = { ...named, id: freshId('doc'), status: 'open' } as const;
    expect(await followChargeback({ ...told, providerRef: 'FLW-OTHER' }, now())).toMatchObject({
      kind: 'unclear',
    });
    // Where the order is named, too, that will do.
    const both = { ...told, id: freshId('doc'), providerRef: 'FLW-OTHER', txRef: paymentId };
    expect(await followChargeback(both, now())).toMatchObject({ kind: 'taken' });
    await commit(insertionsOf({ ...attempt, transactionId: freshId('doc') }));
    expect(await followChargeback({ ...told, providerRef }, now())).toMatchObject({ kind: 'unclear' });
    expect(await balanceOf(accountId)).toEqual({ available: 249_000, held: 0 });
  });

  test('before its credit waits, and is taken once the money is there', async () => {
    const payment = await unheard();
    const { status, body } = await world.sandbox.call(
      'GET',
      `/transactions/verify_by_reference?tx_ref=${payment.paymentId}`,
    );
    expect(status).toBe(200);
    const transaction = transactionIn(body);
    const { body: made } = await world.sandbox.control('chargeback', { transaction });
    const id = idIn(made);
    expect(await differences(await reconciled(), { id })).toEqual(['chargeback-unclear']);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
    expect(await differences(await reconciled(), { id })).toEqual(['chargeback']);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 0, held: 0 });
  });

  const transactionIn = (body: unknown): string => {
    const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;
    return typeof data === 'object' && data !== null && 'id' in data ? String(data.id) : '';
  };

  test('that is said to be reversed moves nothing, known or new, until somebody has asked', async () => {
    const { payment, id } = await disputed();
    expect(await differences(await reconciled(), { id })).toEqual(['chargeback']);
    const taken = await balanceOf(payment.accountId);
    await decided(id, 'reversed');
    expect(await differences(await reconciled(), { id })).toEqual(['chargeback-unclear']);
    expect(await balanceOf(payment.accountId)).toEqual(taken);
    const other = await disputed();
    await decided(other.id, 'reversed');
    expect(await differences(await reconciled(), { id: other.id })).toEqual(['chargeback-unclear']);
    expect(await balanceOf(other.payment.accountId)).toEqual({ available: 250_000, held: 0 });
    await decided(id, 'won');
    expect(await differences(await reconciled(), { id })).toEqual(['chargeback-won']);
  });

  test('that somebody has said the end of is no difference, until the provider says another one', async () => {
    const { payment, id } = await disputed();
    expect(await differences(await reconciled(), { id })).toEqual(['chargeback']);
    await decided(id, 'reversed');
    expect(await differences(await reconciled(), { id })).toEqual(['chargeback-unclear']);
    const { paymentId, accountId } = payment;
    const ending = { outcome: 'won', reason: 'They said so', byUserId: freshId('usr') } as const;
    await endChargebackByHand({ paymentId, chargebackId: id }, ending, world.context);
    for (const word of ['reversed', 'won', 'closed']) {
      await decided(id, word);
      expect(await differences(await reconciled(), { id })).toEqual([]);
    }
    await decided(id, 'lost');
    const run = await reconciled();
    const [shown] = (await reconciliations.differencesOf(run, 1000)).filter((each) => each.id === id);
    expect(shown).toMatchObject({ kind: 'chargeback-unclear', paymentId, accountId, kobo: 250_000 });
    expect(shown?.says).toContain(
      'An administrator has said that it was won, and the provider says that it is lost',
    );
    expect(await ledgerOf(accountId)).toHaveLength(3);
    expect(await balanceOf(accountId)).toEqual({ available: 250_000, held: 0 });
  });

  test('of something unknown, of two payments, or in other money decides nothing', async () => {
    const { transactionId, paymentId, accountId } = await world.paid();
    const told = {
      id: freshId('doc'),
      transactionId,
      txRef: paymentId,
      providerRef: undefined,
      amountKobo: 1000,
      currency: 'NGN',
      status: 'open',
    } as const;
    for (const change of [
      { transactionId: '1', txRef: undefined },
      { txRef: 'pay_other' },
      { currency: 'USD' },
    ])
      expect(await followChargeback({ ...told, ...change }, now())).toMatchObject({ kind: 'unclear' });
    expect(await followChargeback({ ...told, status: 'won' }, now())).toEqual({ kind: 'same' });
    expect(await balanceOf(accountId)).toEqual({ available: 250_000, held: 0 });
    const named = { ...told, transactionId: undefined };
    expect(await followChargeback(named, now())).toMatchObject({ kind: 'taken', chargeback: { kobo: 1000 } });
    // What the bank has cannot be given back.
    expect(await refunds.listOf(paymentId)).toEqual([]);
  });
});
