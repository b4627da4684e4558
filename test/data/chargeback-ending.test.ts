import { describe, expect, test } from 'vitest';
import * as chargebacks from '../../shared/data/chargebacks.ts';
import { attemptsAt } from '../../shared/data/payments.ts';
import * as wallets from '../../shared/data/wallets.ts';
import type { ChargebackOutcome } from '../../shared/domain/chargeback.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import { payingWith } from '../../shared/domain/subscription.ts';
import { askingNobody } from '../../shared/payments/asking.ts';
import { flutterwave } from '../../shared/payments/flutterwave.ts';
import type { Chargeback, PaymentProvider } from '../../shared/payments/provider.ts';
import { endChargebackByHand } from '../../shared/pipeline/chargeback-ending.ts';
import { followChargeback } from '../../shared/pipeline/charging-back.ts';
import { acceptReviewed, giveBack } from '../../shared/pipeline/giving-back.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { listingChargebacks, toldOf } from '../support/chargebacks.ts';
import { balanceOf, ledgerOf } from '../support/money.ts';
import { changeBy, freshSubscriptionId, newAccount, subscriberOf } from '../support/plans.ts';
import { paidFurther, quiet, settled } from '../support/settled-payments.ts';
import { freshId, useTable } from '../support/table.ts';

/** Administrators say how a chargeback ended of which the provider's word cannot be read. */

useTable();

const at = new Date('2026-11-20T10:00:00.000Z');
const byUserId = freshId('usr');
const all = { available: 250_000, held: 0 };
const nothing = { available: 0, held: 0 };

const paid = async (): Promise<Payment> => settled({ at, accountId: await newAccount() }, 250_000);

/** An administrator says so, while the provider lists what it has told. */
const end = (
  { paymentId }: Payment,
  told: Chargeback,
  outcome: ChargebackOutcome,
  provider: PaymentProvider = listingChargebacks(told),
) =>
  endChargebackByHand(
    { paymentId, chargebackId: told.id },
    { outcome, reason: 'They said so', byUserId },
    { provider, now: () => at, log: quiet },
  );

const follow = (told: Chargeback, status = told.status) => followChargeback({ ...told, status }, at);

const causesOf = async (accountId: string): Promise<string[]> =>
  (await ledgerOf(accountId)).slice(1).map(({ content: { cause } }) => cause);

describe('a reversed one that was taken', () => {
  const takenAndReversed = async () => {
    const payment = await paid();
    const told = toldOf(payment, 'unclear');
    expect((await follow(told, 'open')).kind).toBe('taken');
    for (let day = 0; day < 3; day++) expect((await follow(told)).kind).toBe('unclear');
    expect(await balanceOf(payment.accountId)).toEqual(nothing);
    return { payment, told };
  };

  test('and is said to be won comes back, and no second time when the provider says so, too', async () => {
    const { payment, told } = await takenAndReversed();
    const by = { endedAs: 'won', endedBy: byUserId, endNote: 'They said so' };
    expect(await end(payment, told, 'won')).toMatchObject({ state: 'won', kobo: 250_000, ...by });
    expect(await balanceOf(payment.accountId)).toEqual(all);
    for (const status of ['unclear', 'unknown', 'won', 'won', 'unclear'] as const)
      expect(await follow(told, status)).toEqual({ kind: 'same' });
    expect(await balanceOf(payment.accountId)).toEqual(all);
    expect(await causesOf(payment.accountId)).toEqual([`chargeback:${told.id}`, `chargeback-won:${told.id}`]);
    const [, , won] = await ledgerOf(payment.accountId);
    expect(won?.content.byUserId).toBe(byUserId);
    // The money is the customer's to be given back.
    const asked = { refundId: newId('ref'), kobo: 250_000, note: 'A test', byUserId };
    expect((await giveBack(payment.paymentId, asked, at)).refund.kobo).toBe(250_000);
  });

  test('and is said to be lost stays away, which the provider may say as well', async () => {
    const { payment, told } = await takenAndReversed();
    expect(await end(payment, told, 'lost')).toMatchObject({ state: 'taken', endedAs: 'lost' });
    for (const status of ['unclear', 'lost'] as const)
      expect(await follow(told, status)).toEqual({ kind: 'same' });
    expect(await causesOf(payment.accountId)).toEqual([`chargeback:${told.id}`]);
  });

  test.each([
    ['won', 'lost', all],
    ['lost', 'won', nothing],
    ['won', 'open', all],
    ['lost', 'open', nothing],
  ] as const)(
    'is shown when it was said to be %s and the provider says %s; no money moves',
    async (outcome, status, balance) => {
      const { payment, told } = await takenAndReversed();
      await end(payment, told, outcome);
      const before = await causesOf(payment.accountId);
      for (let day = 0; day < 2; day++) {
        const followed = await follow(told, status);
        expect(followed).toMatchObject({ kind: 'unclear', attempt: { accountId: payment.accountId } });
        expect(followed.kind === 'unclear' && followed.says).toMatch(
          new RegExp(`was ${outcome}, .* ${status}`),
        );
      }
      expect(await causesOf(payment.accountId)).toEqual(before);
      expect(await balanceOf(payment.accountId)).toEqual(balance);
    },
  );

  test('is ended once, by whomever and however often', async () => {
    const { payment, told } = await takenAndReversed();
    const both = ['won', 'lost', 'won', 'won', 'lost', 'won'] as const;
    const ends = await Promise.allSettled(both.map((outcome) => end(payment, told, outcome)));
    const done = ends.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(done).toHaveLength(1);
    for (const each of ends)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'already-decided' });
    const won = done[0]?.endedAs === 'won';
    expect(await balanceOf(payment.accountId)).toEqual(won ? all : nothing);
    for (const outcome of both)
      await expect(end(payment, told, outcome)).rejects.toMatchObject({ code: 'already-decided' });
    // Whoever has ended it is told so without asking the provider again.
    await expect(end(payment, told, 'won', flutterwave(askingNobody))).rejects.toMatchObject({
      code: 'already-decided',
    });
    expect(await balanceOf(payment.accountId)).toEqual(won ? all : nothing);
  });

  test('is ended while the daily comparison follows it, once', async () => {
    const { payment, told } = await takenAndReversed();
    const atOnce = await Promise.allSettled([
      end(payment, told, 'won'),
      ...Array.from({ length: 5 }, () => follow(told)),
      ...Array.from({ length: 5 }, () => follow(told, 'won')),
    ]);
    for (const each of atOnce)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'conflict' });
    expect(await causesOf(payment.accountId)).toEqual([`chargeback:${told.id}`, `chargeback-won:${told.id}`]);
    expect(await balanceOf(payment.accountId)).toEqual(all);
  });
});

describe('a reversed one that was never taken', () => {
  test('and is said to be won leaves everything, and is taken by no word after that', async () => {
    const payment = await paid();
    const told = toldOf(payment, 'unclear');
    expect((await follow(told)).kind).toBe('unclear');
    expect(await end(payment, told, 'won')).toMatchObject({ state: 'won', endedAs: 'won', kobo: 250_000 });
    expect(await follow(told)).toEqual({ kind: 'same' });
    for (const status of ['open', 'lost'] as const) expect((await follow(told, status)).kind).toBe('unclear');
    expect(await causesOf(payment.accountId)).toEqual([]);
    expect(await balanceOf(payment.accountId)).toEqual(all);
  });

  test('and is said to be lost is taken, once, never more than was brought', async () => {
    const payment = await paid();
    const told = toldOf(payment, 'unclear', 900_000);
    const ends = await Promise.allSettled([1, 2, 3, 4].map(() => end(payment, told, 'lost')));
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await chargebacks.listOf(payment.paymentId)).toMatchObject([
      { state: 'taken', kobo: 250_000, endedAs: 'lost' },
    ]);
    expect(await follow(told)).toEqual({ kind: 'same' });
    expect(await causesOf(payment.accountId)).toEqual([`chargeback:${told.id}`]);
    // All of it is gone: nothing is left for a second one.
    const second = { ...told, id: freshId('doc') };
    await expect(end(payment, second, 'lost')).rejects.toMatchObject({ code: 'exceeds-payment' });
    expect(await balanceOf(payment.accountId)).toEqual(nothing);
  });
});

test('money of another currency, which never was in a wallet, moves nothing either way', async () => {
  for (const [outcome, state] of [
    ['won', 'won'],
    ['lost', 'noted'],
  ] as const) {
    const payment = await settled({ at, accountId: await newAccount() }, { kobo: 900, currency: 'USD' });
    const [attempt] = await attemptsAt(payment.paymentId);
    const told = {
      ...toldOf(payment, 'unclear', 900),
      transactionId: attempt?.transactionId,
      currency: 'USD',
    };
    await follow(told, 'open');
    expect(await end(payment, told, outcome)).toMatchObject({ state, endedAs: outcome });
    expect(await ledgerOf(payment.accountId)).toEqual([]);
  }
});

describe('one that names its payment alone, for which too little came', () => {
  const underpaid = async (...money: number[]) => {
    const payment = await settled({ at, accountId: await newAccount() }, ...money);
    return { payment, told: { ...toldOf(payment, 'unclear', 200_000), txRef: payment.paymentId } };
  };

  test.each([true, false])(
    'is taken and won, said to be lost or won; accepted before: %s',
    async (isAccepted) => {
      const { payment, told } = await underpaid(200_000);
      const { paymentId, accountId } = payment;
      if (isAccepted) await acceptReviewed(paymentId, { byUserId }, at);
      const before = await balanceOf(accountId);
      expect(await follow(told, 'open')).toMatchObject({ kind: 'taken', chargeback: { kobo: 200_000 } });
      expect(await end(payment, told, 'won')).toMatchObject({ state: 'won', kobo: 200_000 });
      expect(await balanceOf(accountId)).toEqual(before);
      const second = { ...told, id: freshId('doc') };
      expect(await end(payment, second, 'lost')).toMatchObject({ state: 'taken', endedAs: 'lost' });
      expect(await causesOf(accountId)).toContain(`chargeback:${second.id}`);
    },
  );

  test('is won although more has come since it was taken, be it too little again or what pays', async () => {
    for (const more of [50_000, 250_000]) {
      const { payment, told } = await underpaid(200_000);
      await follow(told, 'open');
      await paidFurther(payment.paymentId, { at }, more);
      expect(await follow(told, 'open')).toMatchObject({ kind: 'waits' });
      expect(await follow(told, 'won')).toMatchObject({ kind: 'won', chargeback: { kobo: 200_000 } });
      await ledgerOf(payment.accountId);
    }
  });

  test('takes nothing where several transactions may be meant, and says so', async () => {
    const { payment, told } = await underpaid(200_000, 100_000);
    expect(await follow(told, 'open')).toMatchObject({
      kind: 'unclear',
      says: expect.stringContaining('several transactions'),
    });
    await expect(end(payment, told, 'lost')).rejects.toMatchObject({ code: 'not-found' });
    expect(await chargebacks.listOf(payment.paymentId)).toEqual([]);
  });

  test('is of the naira where money of another currency came, too', async () => {
    const payment = await settled(
      { at, accountId: await newAccount() },
      { kobo: 900, currency: 'USD' },
      200_000,
    );
    const told = { ...toldOf(payment, 'open', 200_000), txRef: payment.paymentId };
    expect(await follow(told)).toMatchObject({ kind: 'taken', chargeback: { kobo: 200_000 } });
  });
});

describe('a word that nobody knows', () => {
  test('takes the money, is shown after that, and is ended like a reversed one', async () => {
    const payment = await paid();
    const told = toldOf(payment, 'unknown');
    expect((await follow(told)).kind).toBe('taken');
    expect(await follow(told)).toMatchObject({ kind: 'unclear', attempt: { paymentId: payment.paymentId } });
    expect(await end(payment, told, 'won')).toMatchObject({ state: 'won' });
    expect(await follow(told)).toEqual({ kind: 'same' });
    expect(await balanceOf(payment.accountId)).toEqual(all);
  });
});

describe('the plan that was paid for', () => {
  async function planPaid(): Promise<Payment> {
    const accountId = await newAccount();
    const month = { plan: 'pro', occasion: 'start', number: 1, worthKobo: 1_500_000, used: 0 } as const;
    const purpose = { kind: 'plan', subscriptionId: freshSubscriptionId(), ...month } as const;
    const payment = await settled({ at, accountId, kobo: 1_500_000, purpose }, 1_500_000);
    const card = { token: 'sealed', email: 'buyer@example.com' };
    await changeBy(accountId, (bought) => payingWith({ ...bought, revision: bought.revision + 1 }, card));
    return payment;
  }

  test('is worth again what it was when a part is said to be won, and less when it is said to be lost', async () => {
    const payment = await planPaid();
    const worth = async () => (await subscriberOf(payment.accountId)).subscription.worthKobo;
    const taken = toldOf(payment, 'unclear', 400_000);
    await follow(taken, 'open');
    expect(await worth()).toBe(1_100_000);
    await end(payment, taken, 'won');
    expect(await worth()).toBe(1_500_000);
    await end(payment, { ...taken, id: freshId('doc') }, 'lost');
    const { subscription } = await subscriberOf(payment.accountId);
    expect([subscription.worthKobo, subscription.card]).toEqual([1_100_000, undefined]);
  });

  test('ends when all of it is said to be lost', async () => {
    const payment = await planPaid();
    await end(payment, toldOf(payment, 'unclear', 1_500_000), 'lost');
    const { subscription, account } = await subscriberOf(payment.accountId);
    expect([subscription.state, account.plan]).toEqual(['ended', 'free']);
    expect((await wallets.read(payment.accountId)).owedKobo).toBe(1_500_000);
  });
});

describe('is refused', () => {
  test.each(['open', 'won', 'lost'] as const)('where the provider says %s', async (status) => {
    const payment = await paid();
    for (const outcome of ['won', 'lost'] as const)
      await expect(end(payment, toldOf(payment, status), outcome)).rejects.toMatchObject({
        code: 'already-decided',
      });
    expect(await chargebacks.listOf(payment.paymentId)).toEqual([]);
    expect(await balanceOf(payment.accountId)).toEqual(all);
  });

  test('what had been won, and would leave again; that it was won can be said', async () => {
    const payment = await paid();
    const told = toldOf(payment, 'unclear');
    await follow(told, 'open');
    await follow(told, 'won');
    await expect(end(payment, told, 'lost')).rejects.toMatchObject({ code: 'already-decided' });
    expect((await follow(told)).kind).toBe('unclear');
    expect(await end(payment, told, 'won')).toMatchObject({ state: 'won', endedAs: 'won' });
    expect(await follow(told)).toEqual({ kind: 'same' });
    expect(await balanceOf(payment.accountId)).toEqual(all);
  });

  test('what is of another payment, of nothing that was credited, or told of in other money', async () => {
    const [payment, other] = [await paid(), await paid()];
    const told = toldOf(payment, 'unclear');
    await expect(end(other, told, 'won')).rejects.toMatchObject({ code: 'not-found' });
    for (const change of [{ transactionId: '1' }, { txRef: other.paymentId }, { currency: 'USD' }])
      await expect(end(payment, { ...told, ...change }, 'lost')).rejects.toMatchObject({ code: 'not-found' });
    expect(await balanceOf(payment.accountId)).toEqual(all);
  });

  test('what takes nothing, either way; it is told of as that, and its money is as readable as before', async () => {
    const payment = await paid();
    const told = toldOf(payment, 'unclear', 0);
    for (const status of ['open', 'lost', 'unknown'] as const)
      expect(await follow(told, status)).toMatchObject({
        kind: 'unclear',
        says: expect.stringContaining('nothing'),
      });
    for (const outcome of ['won', 'lost'] as const)
      await expect(end(payment, told, outcome)).rejects.toMatchObject({
        code: 'not-found',
        message: expect.stringContaining('no amount'),
      });
    expect(await chargebacks.listOf(payment.paymentId)).toEqual([]);
    // One that was taken ends although the provider names no amount of it any more.
    const taken = { ...toldOf(payment, 'unclear'), id: freshId('doc') };
    await follow(taken, 'open');
    expect(await end(payment, { ...taken, amountKobo: 0 }, 'won')).toMatchObject({ kobo: 250_000 });
    expect(await balanceOf(payment.accountId)).toEqual(all);
  });

  test('what the provider does not list; it is looked for on every page', async () => {
    const payment = await paid();
    const told = toldOf(payment, 'unclear');
    const others = Array.from({ length: 4 }, (_, index) => ({ ...told, id: `other-${index}` }));
    await expect(end(payment, told, 'lost', listingChargebacks(...others))).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(end(payment, told, 'lost', listingChargebacks())).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await balanceOf(payment.accountId)).toEqual(all);
    await end(payment, told, 'lost', listingChargebacks(...others, told));
    expect(await balanceOf(payment.accountId)).toEqual(nothing);
  });

  test('while the provider cannot be asked', async () => {
    const payment = await paid();
    const told = toldOf(payment, 'unclear');
    await expect(end(payment, told, 'won', flutterwave(askingNobody))).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(await end(payment, told, 'won')).toMatchObject({ endedAs: 'won' });
  });
});
