import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, test } from 'vitest';
import * as accounts from '../../shared/data/accounts.ts';
import * as adjustments from '../../shared/data/adjustments.ts';
import { dynamo, tableName } from '../../shared/data/client.ts';
import * as payments from '../../shared/data/payments.ts';
import * as refunds from '../../shared/data/refunds.ts';
import * as users from '../../shared/data/users.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { commit } from '../../shared/data/write.ts';
import { newAdjustment } from '../../shared/domain/adjustment.ts';
import { openKobo } from '../../shared/domain/ledger/hold.ts';
import type { Refund } from '../../shared/domain/refund.ts';
import { welcome } from '../../shared/domain/user.ts';
import { askingNobody } from '../../shared/payments/asking.ts';
import { flutterwave } from '../../shared/payments/flutterwave.ts';
import type { PaymentProvider } from '../../shared/payments/provider.ts';
import { adjust, decide } from '../../shared/pipeline/adjusting.ts';
import { followChargeback } from '../../shared/pipeline/charging-back.ts';
import { acceptReviewed, giveBack } from '../../shared/pipeline/giving-back.ts';
import { pursueRefund } from '../../shared/pipeline/refunding.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { toldOf } from '../support/chargebacks.ts';
import { balanceOf, fund, ledgerOf } from '../support/money.ts';
import { newAccount } from '../support/plans.ts';
import { paidFurther, quiet, settled } from '../support/settled-payments.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();
afterEach(() => void dynamo.middlewareStack.remove('erasure'));

const at = new Date('2026-11-20T10:00:00.000Z');

async function closed(accountId: string, closesAt: string): Promise<void> {
  const account = await accounts.get(accountId);
  await accounts.replace(account, { ...account, closesAt, revision: account.revision + 1 });
}

/** Removes an account at the last moment: before the next transaction is written, after everything was read. */
function eraseAtTheLastMoment(accountId: string): void {
  dynamo.middlewareStack.add(
    (next) => async (args) => {
      if ('TransactItems' in args.input) {
        dynamo.middlewareStack.remove('erasure');
        // Past the trail of the account, in which the transaction has its turn by now.
        await dynamo.send(new DeleteCommand({ TableName: tableName(), Key: accounts.accountKey(accountId) }));
      }
      return next(args);
    },
    { step: 'initialize', name: 'erasure', override: true },
  );
}

const asked = (accountId: string, kobo: number) => {
  const [adjustmentId, byUserId] = [newId('adj'), freshId('usr')];
  return { adjustmentId, accountId, byUserId, kobo, reason: 'The letter was smudged' };
};

test('money under review does not come into the wallet of an account that is erased at that moment', async () => {
  const accountId = await newAccount();
  const { paymentId } = await settled({ at, accountId }, 200_000);
  eraseAtTheLastMoment(accountId);
  const accepted = acceptReviewed(paymentId, { byUserId: freshId('usr') }, at);
  await expect(accepted).rejects.toMatchObject({ code: 'not-found' });
  expect(await balanceOf(accountId)).toEqual({ available: 0, held: 200_000 });
});

test.each([300_000, 9_000_000])('nor does an adjustment of %s that somebody asks for', async (kobo) => {
  const accountId = await newAccount();
  const adjustment = asked(accountId, kobo);
  eraseAtTheLastMoment(accountId);
  await expect(adjust(adjustment, at)).rejects.toMatchObject({ code: 'not-found' });
  expect(await adjustments.find(adjustment.adjustmentId)).toBeUndefined();
  expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
});

test('nor does one that another administrator agrees to', async () => {
  const accountId = await newAccount();
  const waiting = newAdjustment(asked(accountId, 9_000_000), 'awaiting', at);
  await commit([adjustments.Adjustments.insertion(waiting)]);
  eraseAtTheLastMoment(accountId);
  const decision = { agrees: true, userId: freshId('usr') };
  await expect(decide(waiting.adjustmentId, decision, at)).rejects.toMatchObject({ code: 'conflict' });
  expect((await adjustments.find(waiting.adjustmentId))?.state).toBe('awaiting');
  await expect(decide(waiting.adjustmentId, decision, at)).rejects.toMatchObject({ code: 'not-found' });
  expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
});

test.each([-200_000, -8_000_000])(
  'an adjustment of %s takes what lies in the wallet of one that is gone',
  async (kobo) => {
    const accountId = freshId('acc');
    await fund(accountId, -kobo);
    const adjustment = asked(accountId, kobo);
    if ((await adjust(adjustment, at)).state === 'awaiting')
      await decide(adjustment.adjustmentId, { agrees: true, userId: freshId('usr') }, at);
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
    await expect(adjust(asked(accountId, -1), at)).rejects.toMatchObject({ code: 'insufficient-funds' });
  },
);

test.each([-1, -300_000, -9_000_000])('an adjustment of %s needs an account or its wallet', async (kobo) => {
  const adjustment = asked(freshId('acc'), kobo);
  await expect(adjust(adjustment, at)).rejects.toMatchObject({ code: 'not-found' });
  expect(await adjustments.find(adjustment.adjustmentId)).toBeUndefined();
  // One that never had money is there all the same.
  const poor = adjust(asked(await newAccount(), kobo), at);
  await (kobo < -5_000_000
    ? expect(poor).resolves.toMatchObject({ state: 'awaiting' })
    : expect(poor).rejects.toMatchObject({ code: 'insufficient-funds' }));
});

describe('once the time of an account is over, and before it is erased,', () => {
  const reviewed = async (closesAt: string): Promise<{ accountId: string; paymentId: string }> => {
    const accountId = await newAccount();
    const { paymentId } = await settled({ at, accountId }, 200_000);
    await closed(accountId, closesAt);
    return { accountId, paymentId };
  };
  const over = at.toISOString();
  const notYet = new Date(at.getTime() + 1).toISOString();
  const byUserId = freshId('usr');

  test('nobody accepts money that comes into its wallet', async () => {
    const { accountId, paymentId } = await reviewed(over);
    await expect(acceptReviewed(paymentId, { byUserId }, at)).rejects.toMatchObject({ code: 'not-found' });
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 200_000 });
    const closing = await reviewed(notYet);
    await acceptReviewed(closing.paymentId, { byUserId }, at);
    expect(await balanceOf(closing.accountId)).toEqual({ available: 200_000, held: 0 });
  });

  test.each([300_000, 9_000_000])('no adjustment of %s is asked for, or agreed to', async (kobo) => {
    const { accountId } = await reviewed(over);
    await expect(adjust(asked(accountId, kobo), at)).rejects.toMatchObject({ code: 'not-found' });
    const waiting = newAdjustment(asked(accountId, kobo), 'awaiting', at);
    await commit([adjustments.Adjustments.insertion(waiting)]);
    const decision = { agrees: true, userId: freshId('usr') };
    await expect(decide(waiting.adjustmentId, decision, at)).rejects.toMatchObject({ code: 'not-found' });
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 200_000 });
    const { state } = await adjust(asked((await reviewed(notYet)).accountId, kobo), at);
    expect(state).toBe(kobo > 5_000_000 ? 'awaiting' : 'done');
  });

  test('what its wallet has can be taken away', async () => {
    const { accountId } = await reviewed(over);
    await fund(accountId, 100);
    expect((await adjust(asked(accountId, -100), at)).state).toBe('done');
  });
});

describe('money that comes late, once the time of an account is over and before it is erased,', () => {
  const [over, notYet] = [at.toISOString(), new Date(at.getTime() + 1).toISOString()];

  test.each(['organisation', 'personal'] as const)('goes back: %s', async (kind) => {
    for (const [closesAt, balance] of [
      [over, { available: 0, held: 250_000 }],
      [notYet, { available: 250_000, held: 0 }],
    ] as const) {
      const { accountId } = await settled({ at, accountId: await closing(kind, closesAt) }, 250_000);
      expect(await balanceOf(accountId)).toEqual(balance);
    }
  });

  test('does so together with what had come before, did not suffice, and waited for a decision', async () => {
    const accountId = await newAccount();
    const { paymentId, state } = await settled({ at, accountId }, 200_000);
    expect(state).toBe('review');
    await closed(accountId, over);
    expect(await paidFurther(paymentId, { at }, 250_000)).toMatchObject({
      ...{ state: 'paid', refundedKobo: 450_000 },
    });
    const back = await refunds.listOf(paymentId);
    expect(back.map(({ kobo, reason }) => [kobo, reason]).toSorted()).toEqual([
      [200_000, 'gone'],
      [250_000, 'gone'],
    ]);
    const holds = await Promise.all(back.map(({ holdId = '' }) => wallets.findHold(accountId, holdId)));
    expect(holds.map((hold) => hold && openKobo(hold))).toEqual(back.map(({ kobo }) => kobo));
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 450_000 });
  });

  async function closing(kind: 'organisation' | 'personal', closesAt: string): Promise<string> {
    if (kind === 'organisation') {
      const accountId = await newAccount();
      await closed(accountId, closesAt);
      return accountId;
    }
    const [accountId, userId] = [freshId('acc'), freshId('usr')];
    const { user, account } = welcome({
      ...{ accountId, userId, email: `${userId}@mytypist.local`, name: 'Ada Obi', role: 'user' },
      ...{ startedAt: 0, at },
    });
    await users.insert({ ...user, closesAt }, account);
    return accountId;
  }
});

describe('money under review of which the payer’s bank has taken', () => {
  const byUserId = freshId('usr');
  const note = 'They have asked';

  /** 2,000 naira came for what costs 2,500, and the bank has so many kobo of them. */
  async function disputed(kobo: number, { isOver }: { isOver: boolean }) {
    const accountId = await newAccount();
    const payment = await settled({ at, accountId }, 200_000);
    const [attempt] = await payments.attemptsAt(payment.paymentId);
    await followChargeback({ ...toldOf(payment, 'lost', kobo), transactionId: attempt?.transactionId }, at);
    if (isOver) await closed(accountId, at.toISOString());
    return payment;
  }

  test.each([true, false])(
    'a part goes back but for that, which is settled: time over %s',
    async (isOver) => {
      const { accountId, paymentId } = await disputed(50_000, { isOver });
      const asked = { refundId: newId('ref'), note, byUserId };
      const { payment, refund } = await giveBack(paymentId, asked, at);
      expect(payment).toMatchObject({ state: 'failed', refundedKobo: 150_000 });
      expect(await wallets.read(accountId)).toMatchObject({
        availableKobo: 0,
        heldKobo: 150_000,
        owedKobo: 0,
      });
      expect(refund).toMatchObject({ kobo: 150_000, state: 'queued' });
      expect((await giveBack(paymentId, asked, at)).refund).toEqual(refund);
      // It has room beside what the bank has, and leaves nothing behind.
      expect(await refundedAtOnce(refund)).toBe('done');
      expect(await wallets.read(accountId)).toMatchObject({ availableKobo: 0, heldKobo: 0, owedKobo: 0 });
      const kinds = (await ledgerOf(accountId)).map(({ content: { kind } }) => kind);
      expect(kinds).toEqual(['top-up', 'hold', 'chargeback', 'release', 'payout']);
    },
  );

  test.each([true, false])('all is accepted, and settles that: time over %s', async (isOver) => {
    const { accountId, paymentId } = await disputed(200_000, { isOver });
    const given = giveBack(paymentId, { refundId: newId('ref'), note, byUserId }, at);
    await expect(given).rejects.toMatchObject({
      code: 'exceeds-payment',
      message: expect.stringContaining('accept it'),
    });
    expect((await acceptReviewed(paymentId, { byUserId }, at)).payment.state).toBe('failed');
    expect(await wallets.read(accountId)).toMatchObject({ availableKobo: 0, heldKobo: 0, owedKobo: 0 });
    await ledgerOf(accountId);
  });

  test('a part is accepted only into an account whose time is not over', async () => {
    const over = await disputed(50_000, { isOver: true });
    const refused = acceptReviewed(over.paymentId, { byUserId }, at);
    await expect(refused).rejects.toMatchObject({ code: 'not-found' });
    const standing = await disputed(50_000, { isOver: false });
    await acceptReviewed(standing.paymentId, { byUserId }, at);
    expect(await balanceOf(standing.accountId)).toEqual({ available: 150_000, held: 0 });
  });

  /** The provider does what it is asked at once. */
  const refundedAtOnce = (refund: Refund) => {
    const done = { ...{ id: newId('ref'), transactionId: refund.transactionId }, status: 'done' as const };
    const provider: PaymentProvider = {
      ...flutterwave(askingNobody),
      findRefunds: async () => ({ kind: 'found', value: [] }),
      refund: async ({ amountKobo }) => ({ kind: 'found', value: { ...done, amountKobo } }),
    };
    return pursueRefund(refund, { provider, now: () => at, log: quiet });
  };
});
