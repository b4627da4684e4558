import { describe, expect, test } from 'vitest';
import { closeMe } from '../../shared/contract/users.ts';
import * as accounts from '../../shared/data/accounts.ts';
import * as users from '../../shared/data/users.ts';
import { closeOrganisation } from '../../shared/domain/account.ts';
import { planAt } from '../../shared/domain/billing-period.ts';
import { cancelSubscription, switchSubscription } from '../../shared/domain/subscription.ts';
import { askingNobody } from '../../shared/payments/asking.ts';
import { flutterwave } from '../../shared/payments/flutterwave.ts';
import { renewalWork } from '../../shared/pipeline/plan-renewing.ts';
import { log } from '../../shared/runtime/log.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { balanceOf, fund, ledgerOf } from '../support/money.ts';
import { setState, userIdOf } from '../support/organisations.ts';
import { newPerson } from '../support/people.ts';
import { changeBy, newAccount, subscribe, subscriberOf } from '../support/plans.ts';
import { useTable } from '../support/table.ts';

useTable();

/** What the clock does with one account at a time, and what its owner was told. */
function clockOf(accountId: string) {
  const told: string[] = [];
  const mails = { fail: false };
  const tick = async (time: string): Promise<string> => {
    const work = renewalWork({
      newId,
      provider: flutterwave(askingNobody),
      now: () => new Date(time),
      log,
      tell: async (kind) => {
        if (mails.fail) return false;
        told.push(kind);
        return true;
      },
    });
    const { subscription } = await subscriberOf(accountId);
    return work.handle(subscription);
  };
  return { told, tick, mails };
}

const monthEnd = '2031-02-28T09:00:00.000Z';

describe('when a month ends', () => {
  test('the next one is paid for out of the wallet, once', async () => {
    const accountId = await newAccount();
    await fund(accountId, 2_000_000);
    await subscribe(accountId, 'pro');
    const { told, tick } = clockOf(accountId);
    expect(await tick('2031-02-25T09:00:00.000Z')).toBe('enough');
    expect(await tick('2031-02-26T09:00:00.000Z')).toBe('left');
    expect(await tick(monthEnd)).toBe('renewed');
    expect(await tick(monthEnd)).toBe('left');
    expect((await balanceOf(accountId)).available).toBe(500_000);
    expect(told).toEqual(['plan-paid']);
    const { subscription, account } = await subscriberOf(accountId);
    expect(subscription).toMatchObject({ state: 'active', number: 2, period: { from: monthEnd } });
    expect(account.paid?.until).toBe('2031-03-31T09:00:00.000Z');
  });

  test('two clocks at once pay once', async () => {
    const accountId = await newAccount();
    await fund(accountId, 10_000_000);
    await subscribe(accountId, 'pro');
    const { told, tick } = clockOf(accountId);
    const done = await Promise.all([tick(monthEnd), tick(monthEnd), tick(monthEnd)]);
    expect(done.toSorted()).toEqual(['left', 'left', 'renewed']);
    expect((await balanceOf(accountId)).available).toBe(8_500_000);
    expect(told).toEqual(['plan-paid']);
    expect((await ledgerOf(accountId)).filter(({ content }) => content.kind === 'charge')).toHaveLength(1);
  });

  test('a cheaper plan that was wished for takes over, at its price', async () => {
    const accountId = await newAccount();
    await fund(accountId, 1_500_000);
    await subscribe(accountId, 'business');
    await changeBy(accountId, (before) =>
      switchSubscription(before, 'pro', new Date('2031-02-01T00:00:00Z')),
    );
    expect(await clockOf(accountId).tick(monthEnd)).toBe('renewed');
    expect((await balanceOf(accountId)).available).toBe(0);
    expect((await subscriberOf(accountId)).account.plan).toBe('pro');
  });

  test('what was cancelled ends, and costs nothing', async () => {
    const accountId = await newAccount();
    await fund(accountId, 2_000_000);
    await subscribe(accountId, 'pro');
    await changeBy(accountId, (before) => cancelSubscription(before, new Date('2031-02-01T00:00:00Z')));
    const { told, tick } = clockOf(accountId);
    expect(await tick('2031-02-25T09:00:00.000Z')).toBe('left');
    expect(await tick(monthEnd)).toBe('ended');
    expect((await balanceOf(accountId)).available).toBe(2_000_000);
    expect((await subscriberOf(accountId)).account.plan).toBe('free');
    expect(told).toEqual(['plan-ended']);
  });

  test('a closed organisation pays for nothing more', async () => {
    const accountId = await newAccount();
    await fund(accountId, 2_000_000);
    await subscribe(accountId, 'pro');
    const { account } = await subscriberOf(accountId);
    await accounts.replace(account, closeOrganisation(account, new Date('2031-02-01T00:00:00Z')));
    expect(await clockOf(accountId).tick(monthEnd)).toBe('ended');
    expect((await balanceOf(accountId)).available).toBe(2_000_000);
  });
});

describe('whoever is about to be deleted, or kept out, pays for nothing more', () => {
  test.each(['closing', 'disabled'])('somebody %s', async (what) => {
    const person = await newPerson();
    const userId = await userIdOf(person);
    const { accountId } = await users.get(userId);
    await fund(accountId, 2_000_000);
    await subscribe(accountId, 'pro');
    if (what === 'disabled') await setState(userId, 'disabled');
    else await person.api.call(closeMe, {});
    expect(await clockOf(accountId).tick(monthEnd)).toBe('ended');
    expect((await balanceOf(accountId)).available).toBe(2_000_000);
  });
});

describe('somebody with too little in the wallet', () => {
  test('hears of it in time, is tried five times in a week, warned, and then has no plan', async () => {
    const accountId = await newAccount();
    await fund(accountId, 1_499_999);
    await subscribe(accountId, 'pro');
    const { told, tick } = clockOf(accountId);
    const done: string[] = [];
    for (const time of ['02-25', '02-28', '03-01', '03-03', '03-05', '03-07'])
      done.push(await tick(`2031-${time}T09:00:00.000Z`));
    expect(done).toEqual(['wanting', 'past-due', 'past-due', 'past-due', 'past-due', 'ended']);
    expect(told).toEqual(['plan-wanting', 'plan-unpaid', 'plan-ending', 'plan-ended']);
    const { account, subscription } = await subscriberOf(accountId);
    expect(subscription.lookAt).toBeUndefined();
    expect(account.plan).toBe('free');
    expect((await balanceOf(accountId)).available).toBe(1_499_999);
  });

  test('keeps the plan in the grace, and pays the month from its end once there is money', async () => {
    const accountId = await newAccount();
    await subscribe(accountId, 'pro');
    const { told, tick } = clockOf(accountId);
    await tick(monthEnd);
    const { account } = await subscriberOf(accountId);
    expect(planAt(account, new Date('2031-03-02T00:00:00.000Z'))).toBe('pro');
    await fund(accountId, 1_500_000);
    expect(await tick('2031-03-03T09:00:00.000Z')).toBe('renewed');
    const { subscription } = await subscriberOf(accountId);
    expect(subscription).toMatchObject({ state: 'active', number: 2, period: { from: monthEnd } });
    expect(told).toEqual(['plan-unpaid', 'plan-paid']);
  });

  test('hears of each change once the mails go again, also of the last', async () => {
    const accountId = await newAccount();
    await subscribe(accountId, 'pro');
    const { told, tick, mails } = clockOf(accountId);
    mails.fail = true;
    expect(await tick(monthEnd)).toBe('past-due');
    expect(await tick('2031-02-28T09:15:00.000Z')).toBe('untold');
    mails.fail = false;
    expect(await tick('2031-02-28T10:15:00.000Z')).toBe('told');
    expect(told).toEqual(['plan-unpaid']);
    expect((await subscriberOf(accountId)).subscription.lookAt).toBe('2031-03-01T09:00:00.000Z');
    mails.fail = true;
    expect(await tick('2031-03-08T09:00:00.000Z')).toBe('ended');
    mails.fail = false;
    expect(await tick('2031-03-08T09:15:00.000Z')).toBe('told');
    expect(told).toEqual(['plan-unpaid', 'plan-ended']);
    expect((await subscriberOf(accountId)).subscription.lookAt).toBeUndefined();
  });

  test('is not told of what has changed since', async () => {
    const accountId = await newAccount();
    await subscribe(accountId, 'pro');
    const { told, tick, mails } = clockOf(accountId);
    mails.fail = true;
    await tick(monthEnd);
    mails.fail = false;
    await changeBy(accountId, (before) => cancelSubscription(before, new Date('2031-02-28T10:00:00.000Z')));
    expect((await subscriberOf(accountId)).subscription.news).toBeUndefined();
    expect(told).toEqual([]);
  });

  test('has no plan after the grace, also where the clock has stood still', async () => {
    const accountId = await newAccount();
    await subscribe(accountId, 'pro');
    const { account } = await subscriberOf(accountId);
    expect(planAt(account, new Date('2031-03-07T08:59:59.999Z'))).toBe('pro');
    expect(planAt(account, new Date('2031-03-07T09:00:00.000Z'))).toBe('free');
    expect(await clockOf(accountId).tick('2031-04-01T00:00:00.000Z')).toBe('ended');
  });
});
