import { afterEach, expect, test } from 'vitest';
import * as adjustments from '../../shared/data/adjustments.ts';
import * as chargebacks from '../../shared/data/chargebacks.ts';
import * as payments from '../../shared/data/payments.ts';
import { commit } from '../../shared/data/write.ts';
import { type Adjustment, newAdjustment } from '../../shared/domain/adjustment.ts';
import { Fault } from '../../shared/domain/fault.ts';
import { usageDay } from '../../shared/domain/usage.ts';
import { adjust, decide } from '../../shared/pipeline/adjusting.ts';
import { endChargebackByHand } from '../../shared/pipeline/chargeback-ending.ts';
import { followChargeback } from '../../shared/pipeline/charging-back.ts';
import { acceptReviewed, giveBack } from '../../shared/pipeline/giving-back.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { listingChargebacks, toldOf } from '../support/chargebacks.ts';
import { balanceOf, ledgerOf } from '../support/money.ts';
import { newAccount } from '../support/plans.ts';
import { quiet, settled } from '../support/settled-payments.ts';
import { freshId, useTable } from '../support/table.ts';
import { crashAt, noMoreCrashes } from '../support/table-crash.ts';

/** Administrators who move money die at every call of the table, and ask again: it has moved once. */

useTable();
afterEach(noMoreCrashes);

const at = new Date('2026-11-20T10:00:00.000Z');

/**
 * Begins anew for each call of the table, dies before or after it, and does the same again. Resolves to how often it has died.
 *
 * @param act throws `already-decided` where it has been done before, and nothing else
 */
async function dyingEverywhere<T>(
  begin: () => Promise<T>,
  act: (begun: T) => Promise<unknown>,
  prove: (begun: T) => Promise<void>,
): Promise<number> {
  let crashes = 0;
  for (let call = 1, isOver = false; !isOver; call++)
    for (const when of ['before', 'after'] as const) {
      const begun = await begin();
      crashAt(call, when);
      const death = await act(begun).then(
        () => undefined,
        (error: unknown) => error,
      );
      noMoreCrashes();
      if (death === undefined) isOver = true;
      else expect(death).toMatchObject({ message: 'crashed' });
      crashes += death === undefined ? 0 : 1;
      await act(begun).catch((error: unknown) => {
        if (!(error instanceof Fault) || error.code !== 'already-decided') throw error;
      });
      await prove(begun);
    }
  return crashes;
}

const kindsOf = async (accountId: string): Promise<string[]> =>
  (await ledgerOf(accountId)).map(({ content: { kind } }) => kind);

test('money under review that is accepted comes into the wallet once', async () => {
  const byUserId = freshId('usr');
  const crashes = await dyingEverywhere(
    async () => settled({ at, accountId: await newAccount() }, 200_000),
    ({ paymentId }) => acceptReviewed(paymentId, { byUserId }, at),
    async ({ paymentId, accountId }) => {
      expect(await balanceOf(accountId)).toEqual({ available: 200_000, held: 0 });
      expect(await kindsOf(accountId)).toEqual(['top-up', 'hold', 'release']);
      expect((await payments.get(paymentId)).state).toBe('failed');
    },
  );
  expect(crashes).toBeGreaterThan(10);
});

test('money that is given back is set aside once, with what it has earned', async () => {
  const product = { kind: 'product', product: 'book', reference: 'Memories' } as const;
  const asked = { kobo: 100_000, note: 'A test', byUserId: freshId('usr') };
  const crashes = await dyingEverywhere(
    async () => ({ ...(await settled({ at, purpose: product }, 250_000)), refundId: newId('ref') }),
    ({ paymentId, refundId }) => giveBack(paymentId, { ...asked, refundId }, at),
    async ({ paymentId, accountId }) => {
      expect(await balanceOf(accountId)).toEqual({ available: 0, held: 100_000 });
      expect(await kindsOf(accountId)).toEqual(['top-up', 'refund', 'hold']);
      expect((await payments.get(paymentId)).refundedKobo).toBe(100_000);
    },
  );
  expect(crashes).toBeGreaterThan(10);
});

/** An adjustment that somebody is about to ask for. */
const wanted = async (kobo: number) => ({
  adjustmentId: newId('adj'),
  accountId: await newAccount(),
  byUserId: freshId('usr'),
  ...{ kobo, reason: 'The letter was smudged' },
});

test('an adjustment that somebody makes alone is made once, and counted once', async () => {
  const crashes = await dyingEverywhere(
    async () => wanted(300_000),
    (asked) => adjust(asked, at),
    async ({ adjustmentId, accountId, byUserId }) => {
      expect(await balanceOf(accountId)).toEqual({ available: 300_000, held: 0 });
      expect(await kindsOf(accountId)).toEqual(['adjustment']);
      expect((await adjustments.find(adjustmentId))?.state).toBe('done');
      const day = usageDay(at);
      expect((await adjustments.movedAloneOn(accountId, byUserId, day)).kobo).toBe(300_000);
      expect((await adjustments.movedAloneInAll(byUserId, day)).kobo).toBe(300_000);
    },
  );
  expect(crashes).toBeGreaterThan(10);
});

test('an adjustment that is too much for one waits once, and moves nothing', async () => {
  const crashes = await dyingEverywhere(
    async () => wanted(9_000_000),
    (asked) => adjust(asked, at),
    async ({ adjustmentId, accountId, byUserId }) => {
      expect(await kindsOf(accountId)).toEqual([]);
      expect((await adjustments.find(adjustmentId))?.state).toBe('awaiting');
      expect((await adjustments.movedAloneOn(accountId, byUserId, usageDay(at))).kobo).toBe(0);
    },
  );
  expect(crashes).toBeGreaterThan(6);
});

test.each([
  ['agrees to is made', true, 'done', ['adjustment']],
  ['rejects is not made', false, 'rejected', []],
] as const)('an adjustment that another administrator %s, once', async (_, agrees, state, kinds) => {
  const decision = { agrees, userId: freshId('usr') };
  const waiting = async (): Promise<Adjustment> => {
    const adjustment = newAdjustment(await wanted(9_000_000), 'awaiting', at);
    expect(await commit([adjustments.Adjustments.insertion(adjustment)])).toBe(true);
    return adjustment;
  };
  const crashes = await dyingEverywhere(
    waiting,
    ({ adjustmentId }) => decide(adjustmentId, decision, at),
    async ({ adjustmentId, accountId }) => {
      expect(await balanceOf(accountId)).toEqual({ available: agrees ? 9_000_000 : 0, held: 0 });
      expect(await kindsOf(accountId)).toEqual(kinds);
      expect(await adjustments.find(adjustmentId)).toMatchObject({ state, decidedBy: decision.userId });
    },
  );
  expect(crashes).toBeGreaterThan(2);
});

test.each([
  ['won after it was taken comes back', 'won', true, ['top-up', 'chargeback', 'chargeback-won']],
  ['won before it was taken stays', 'won', false, ['top-up']],
  ['lost after it was taken stays away', 'lost', true, ['top-up', 'chargeback']],
  ['lost before it was taken leaves', 'lost', false, ['top-up', 'chargeback']],
] as const)('money of a reversed chargeback that is %s, once', async (_, outcome, isTaken, kinds) => {
  const byUserId = freshId('usr');
  const reversed = async () => {
    const payment = await settled({ at, accountId: await newAccount() }, 250_000);
    if (isTaken) await followChargeback(toldOf(payment, 'open'), at);
    return { ...payment, told: toldOf(payment, 'unclear'), orderId: newId('end') };
  };
  const endsReversed = ({ paymentId, told, orderId }: Awaited<ReturnType<typeof reversed>>) =>
    endChargebackByHand(
      { paymentId, chargebackId: told.id },
      { outcome, reason: 'They said so', byUserId, orderId },
      { provider: listingChargebacks(told), now: () => at, log: quiet },
    );
  const crashes = await dyingEverywhere(reversed, endsReversed, async (begun) => {
    const { accountId, paymentId, told, orderId } = begun;
    // Their own order is answered, however it has died; another one is refused.
    const [ended] = await chargebacks.listOf(paymentId);
    expect(ended).toMatchObject({ endedAs: outcome, endedBy: byUserId, endOrder: orderId });
    expect(await endsReversed(begun)).toEqual(ended);
    await expect(endsReversed({ ...begun, orderId: newId('end') })).rejects.toMatchObject({
      code: 'already-decided',
    });
    const available = outcome === 'won' ? 250_000 : 0;
    expect(await balanceOf(accountId)).toEqual({ available, held: 0 });
    expect(await kindsOf(accountId)).toEqual(kinds);
    for (const status of ['unclear', outcome] as const)
      expect(await followChargeback({ ...told, status }, at)).toEqual({ kind: 'same' });
    expect(await kindsOf(accountId)).toEqual(kinds);
  });
  expect(crashes).toBeGreaterThan(10);
});
