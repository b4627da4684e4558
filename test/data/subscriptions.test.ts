import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import * as accounts from '../../shared/data/accounts.ts';
import { dynamo, tableName } from '../../shared/data/client.ts';
import * as quotas from '../../shared/data/quota.ts';
import * as subscriptions from '../../shared/data/subscriptions.ts';
import { commit } from '../../shared/data/write.ts';
import { changeAccount } from '../../shared/domain/account.ts';
import {
  beginSubscription,
  cancelSubscription,
  endSubscription,
  renewSubscription,
  upgradeSubscription,
} from '../../shared/domain/subscription.ts';
import {
  accepted,
  meetSubscriber,
  payFromWallet,
  planQuoteFor,
  priceConditions,
} from '../../shared/pipeline/plan-buying.ts';
import { balanceOf, fund, ledgerOf } from '../support/money.ts';
import {
  begun,
  changeBy,
  freshSubscriptionId,
  newAccount,
  subscribe,
  subscriberOf,
} from '../support/plans.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const later = new Date('2031-02-14T09:00:00.000Z');
const price = { worthKobo: 1_500_000, priceList: '2026-11' };

describe('a subscription in the table', () => {
  test('changes together with its account, which says what was paid for', async () => {
    const accountId = await newAccount();
    const subscription = await subscribe(accountId, 'pro');
    const { account, subscription: stored } = await subscriberOf(accountId);
    expect(stored).toEqual(subscription);
    expect(account).toMatchObject({ plan: 'pro', paid: { from: begun.toISOString(), nextPlan: 'pro' } });
    await changeBy(accountId, (before) => endSubscription(before, later));
    const ended = await subscriberOf(accountId);
    expect(ended.account).toMatchObject({ plan: 'free', revision: 3 });
    expect(ended.account.paid).toBeUndefined();
  });

  test('is found when its month is about to end, and no more once it has ended', async () => {
    const accountId = await newAccount();
    await subscribe(accountId, 'pro');
    const due = async (at: string) =>
      (await subscriptions.listDueSubscriptions(new Date(at), 1000, () => {})).filter(
        (each) => each.accountId === accountId,
      ).length;
    expect(await due('2031-02-25T08:59:59.999Z')).toBe(0);
    expect(await due('2031-02-25T09:00:00.001Z')).toBe(1);
    await changeBy(accountId, (before) => cancelSubscription(before, later));
    expect(await due('2031-02-25T09:00:00.001Z')).toBe(0);
    expect(await due('2031-02-28T09:00:00.001Z')).toBe(1);
    await changeBy(accountId, (before) => endSubscription(before, later));
    expect(await due('2040-01-01T00:00:00.000Z')).toBe(0);
  });

  test('loses to whoever changed it, or its account, in between', async () => {
    const accountId = await newAccount();
    await subscribe(accountId, 'pro');
    const before = await subscriberOf(accountId);
    const renewed = renewSubscription(before.subscription, price, later);
    await changeBy(accountId, (each) => cancelSubscription(each, later));
    expect(await subscriptions.change(before, renewed)).toBe(false);
    const now = await subscriberOf(accountId);
    await accounts.replace(now.account, changeAccount(now.account, { name: 'Other' }));
    const next = upgradeSubscription(now.subscription, 'business', price, later);
    expect(await subscriptions.change(now, next)).toBe(false);
    const after = await subscriberOf(accountId);
    expect(after.subscription).toMatchObject({ number: 1, plan: 'pro' });
    expect(after.account.plan).toBe('pro');
  });

  test('cannot be begun twice at once', async () => {
    const accountId = await newAccount();
    const subscriber = await meetSubscriber(accountId);
    const beginning = (subscriptionId: string) =>
      beginSubscription(
        { accountId, subscriptionId, plan: 'pro', userId: 'usr_1', ...price },
        undefined,
        begun,
      );
    const won = await Promise.all(
      [1, 2, 3].map(() => subscriptions.change(subscriber, beginning(freshSubscriptionId()))),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
  });
});

describe('paying for a month out of the wallet', () => {
  const paying = async (accountId: string, plan: 'pro' | 'business', at: Date) => {
    const subscriber = await meetSubscriber(accountId);
    const { quote, used } = await planQuoteFor(subscriber, plan, at);
    const by = {
      subscriptionId: subscriber.subscription?.subscriptionId ?? freshSubscriptionId(),
      userId: 'usr_1',
    };
    const next = accepted(subscriber, quote, by, at);
    const { totalKobo } = quote;
    return {
      totalKobo,
      pay: () =>
        payFromWallet(
          subscriber,
          next,
          { totalKobo, conditions: priceConditions(subscriber, quote, { used, next }), byUserId: 'usr_1' },
          at,
        ),
    };
  };

  test('takes its price and gives the month, in one', async () => {
    const accountId = await newAccount();
    await fund(accountId, 1_600_000);
    expect(await (await paying(accountId, 'pro', begun)).pay()).toBe(true);
    expect(await balanceOf(accountId)).toEqual({ available: 100_000, held: 0 });
    const { subscription } = await subscriberOf(accountId);
    expect((await ledgerOf(accountId)).at(-1)?.content).toMatchObject({
      kind: 'charge',
      source: 'plan',
      plan: 'pro',
      cause: `month#${subscription.subscriptionId}#1`,
      about: { kind: 'subscription', id: subscription.subscriptionId },
    });
  });

  test('gives nothing where there is not enough', async () => {
    const accountId = await newAccount();
    await fund(accountId, 1_499_999);
    const { pay } = await paying(accountId, 'pro', begun);
    await expect(pay()).rejects.toMatchObject({ code: 'insufficient-funds' });
    const { account, subscription } = await meetSubscriber(accountId);
    expect([account.plan, subscription]).toEqual(['free', undefined]);
    expect((await balanceOf(accountId)).available).toBe(1_499_999);
  });

  test('is done once, however many ask for it at once', async () => {
    const accountId = await newAccount();
    await fund(accountId, 100_000_000);
    await subscribe(accountId, 'pro');
    const before = (await balanceOf(accountId)).available;
    const orders = await Promise.all([1, 2, 3, 4].map(() => paying(accountId, 'business', later)));
    const won = await Promise.all(orders.map(({ pay }) => pay()));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(before - (await balanceOf(accountId)).available).toBe(orders[0]?.totalKobo);
    expect((await subscriberOf(accountId)).subscription.number).toBe(2);
    await ledgerOf(accountId);
  });

  test('credits no document that was used meanwhile', async () => {
    const accountId = await newAccount();
    await fund(accountId, 100_000_000);
    const { period } = await subscribe(accountId, 'pro');
    const order = await paying(accountId, 'business', later);
    expect(await commit([quotas.take(accountId, period.from, 300, 500)])).toBe(true);
    expect(await order.pay()).toBe(false);
    expect((await subscriberOf(accountId)).subscription.plan).toBe('pro');
    const anew = await paying(accountId, 'business', later);
    // Two fifths of the documents are left, and half of the time.
    expect([order.totalKobo, anew.totalKobo]).toEqual([6_750_000, 6_900_000]);
    expect(await anew.pay()).toBe(true);
    expect(await quotas.usedIn(accountId, later.toISOString())).toBe(0);
  });

  test('for a dearer plan closes the month it has credited, used or not, to whoever reads it late', async () => {
    for (const used of [0, 300]) {
      const accountId = await newAccount();
      await fund(accountId, 100_000_000);
      const { period } = await subscribe(accountId, 'pro');
      if (used > 0) await commit([quotas.take(accountId, period.from, used, 500)]);
      expect(await (await paying(accountId, 'business', later)).pay()).toBe(true);
      expect(await commit([quotas.take(accountId, period.from, 1, 500)])).toBe(false);
      expect(await quotas.usedIn(accountId, period.from)).toBe(used);
      expect(await commit([quotas.take(accountId, later.toISOString(), 1, 5000)])).toBe(true);
    }
  });

  /** Pro with so many of its 500 documents used, given up for Business at a time. */
  async function givenUp(used: number, at: Date) {
    const accountId = await newAccount();
    await fund(accountId, 100_000_000);
    const { period } = await subscribe(accountId, 'pro');
    await commit([quotas.take(accountId, period.from, used, 500)]);
    expect(await (await paying(accountId, 'business', at)).pay()).toBe(true);
    return {
      giveBack: async (count: number) => commit(await quotas.givingBack(accountId, period.from, count)),
      take: (count: number) => commit([quotas.take(accountId, at.toISOString(), count, 5000)]),
      used: () =>
        Promise.all([period.from, at.toISOString()].map((month) => quotas.usedIn(accountId, month))),
    };
  }

  test('for a dearer plan leaves what comes to nothing to the new month, however little that has had', async () => {
    const { giveBack, take, used } = await givenUp(300, later);
    expect(await take(1)).toBe(true);
    // Half of the time is left, and two fifths of the documents: each of these has taken something off the credit.
    expect(await giveBack(3)).toBe(true);
    expect(await used()).toEqual([297, -2]);
    expect(await take(5003)).toBe(false);
    expect(await take(5002)).toBe(true);
  });

  test('for a dearer plan leaves nothing to the new month that took nothing off the credit', async () => {
    const lastDay = new Date('2031-02-27T09:00:00.000Z');
    const sly = await givenUp(480, lastDay);
    expect(await sly.giveBack(480)).toBe(true);
    expect(await sly.used()).toEqual([0, 0]);
    // A day of 28 is worth 17.9 documents of 500: only what was used beyond 482 made the credit less.
    const both = await givenUp(490, lastDay);
    expect(await both.giveBack(3)).toBe(true);
    expect(await both.used()).toEqual([487, -3]);
    expect(await both.giveBack(480)).toBe(true);
    expect(await both.used()).toEqual([7, -8]);
  });

  test('for a dearer plan in the millisecond it began goes on counting', async () => {
    const { giveBack, take, used } = await givenUp(3, begun);
    expect(await take(2)).toBe(true);
    expect(await giveBack(1)).toBe(true);
    expect(await used()).toEqual([4, 4]);
  });

  test('for itself, as the table may have it from before, goes on counting', async () => {
    const accountId = await newAccount();
    const { period } = await subscribe(accountId, 'pro');
    await commit([quotas.take(accountId, period.from, 3, 500)]);
    await closeForItself(accountId, period.from);
    expect(await commit([quotas.take(accountId, period.from, 2, 500)])).toBe(true);
    expect(await commit(await quotas.givingBack(accountId, period.from, 1))).toBe(true);
    expect(await quotas.usedIn(accountId, period.from)).toBe(4);
    await fund(accountId, 100_000_000);
    expect(await (await paying(accountId, 'business', later)).pay()).toBe(true);
    expect(await commit([quotas.take(accountId, period.from, 1, 500)])).toBe(false);
    expect(await commit(await quotas.givingBack(accountId, period.from, 1))).toBe(true);
    expect(await quotas.usedIn(accountId, period.from)).toBe(3);
  });

  /** What nobody writes any more. */
  const closeForItself = (accountId: string, month: string): Promise<unknown> =>
    dynamo.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: { pk: `wallet#${accountId}`, sk: `quota#${month}` },
        UpdateExpression: 'SET closedFor = :month, timeDecidesUpTo = :none',
        ExpressionAttributeValues: { ':month': month, ':none': 0 },
      }),
    );

  test('for a dearer plan leaves the same to the new month, however many come to nothing at the same moment', async () => {
    const { giveBack, used } = await givenUp(260, later);
    // Ten of them have taken something off the credit.
    const ofOne = async (): Promise<boolean> => (await giveBack(1)) || ofOne();
    await Promise.all(Array.from({ length: 20 }, ofOne));
    expect(await used()).toEqual([240, -10]);
  });

  test('loses to whoever cancelled meanwhile, and nothing is paid', async () => {
    const accountId = await newAccount();
    await fund(accountId, 100_000_000);
    await subscribe(accountId, 'pro');
    const order = await paying(accountId, 'business', later);
    await changeBy(accountId, (before) => cancelSubscription(before, later));
    expect(await order.pay()).toBe(false);
    expect((await balanceOf(accountId)).available).toBe(100_000_000);
  });
});

test('somebody who is gone has no subscription', async () => {
  expect(await subscriptions.meet(freshId('acc'))).toBeUndefined();
  await expect(meetSubscriber(freshId('acc'))).rejects.toMatchObject({ code: 'unauthenticated' });
});
