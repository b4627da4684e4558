import { beforeAll, describe, expect, test } from 'vitest';
import { verifyPayment } from '../../../shared/contract/payments.ts';
import {
  cancelSubscription,
  changeSubscription,
  getSubscription,
} from '../../../shared/contract/subscriptions.ts';
import { missRenewal } from '../../../shared/domain/renewal.ts';
import { balanceOf, fund } from '../../support/money.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { changeBy, daysAgo, subscribe } from '../../support/plans.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { pay } from '../payments/payment-fixtures.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { begin, funded, orderOf } from './plan-fixtures.ts';

useTable();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const order = { plan: 'business', totalKobo: 7_500_000, payWith: 'wallet' } as const;

describe('another plan', () => {
  test('that is dearer begins at once, with a month of its own, for what the quote says', async () => {
    const own = await funded();
    const { subscription: before } = await begin(own.api, 'pro');
    const body = await orderOf(own.api, 'business');
    // Of some hours of its month the first is gone.
    expect(body.totalKobo).toBeGreaterThan(6_000_000);
    expect(body.totalKobo).toBeLessThan(6_010_000);
    const { plan, subscription } = (await own.api.call(changeSubscription, { body })).body;
    expect(plan).toBe('business');
    expect(subscription).toMatchObject({
      subscriptionId: before?.subscriptionId,
      number: 2,
      plan: 'business',
    });
    expect((await balanceOf(own.accountId)).available).toBe(20_000_000 - 1_500_000 - body.totalKobo);
    // As somebody would whose answer was lost: it is paid for once.
    const again = (await own.api.call(changeSubscription, { body })).body;
    expect(again.subscription).toEqual(subscription);
    expect((await balanceOf(own.accountId)).available).toBe(20_000_000 - 1_500_000 - body.totalKobo);
    const another = { ...body, totalKobo: body.totalKobo - 1 };
    expectRefusal(
      await send(changeSubscription, { token: own.accessToken, body: another }),
      'subscription-state',
    );
  });

  test('that is cheaper begins with the next month, and gives no money back', async () => {
    const own = await funded();
    await begin(own.api, 'business');
    const { plan, subscription } = (
      await own.api.call(changeSubscription, { body: await orderOf(own.api, 'pro') })
    ).body;
    expect(plan).toBe('business');
    expect(subscription).toMatchObject({ number: 1, renewal: { plan: 'pro', totalKobo: 1_500_000 } });
    expect((await balanceOf(own.accountId)).available).toBe(12_500_000);
    const back = (await own.api.call(changeSubscription, { body: await orderOf(own.api, 'business') })).body;
    expect(back.subscription?.renewal?.plan).toBe('business');
    expect((await balanceOf(own.accountId)).available).toBe(12_500_000);
  });

  test('is refused at another price, and without a plan to change', async () => {
    const own = await funded();
    const ask = (body: object) => send(changeSubscription, { token: own.accessToken, body });
    expectRefusal(await ask(order), 'subscription-state');
    await begin(own.api, 'pro');
    expectRefusal(await ask(order), 'price-changed');
    await own.api.call(cancelSubscription, {});
    expectRefusal(await ask({ ...order, plan: 'pro', totalKobo: 0 }), 'subscription-state');
  });
});

describe('another plan on a page of the provider', () => {
  test('is had when it is paid, for what the quote said; one for later needs no page', async () => {
    const own = await funded();
    await begin(own.api, 'pro');
    const body = { ...(await orderOf(own.api, 'business')), payWith: 'checkout' } as const;
    const { plan, payment } = (await own.api.call(changeSubscription, { body })).body;
    expect([plan, payment?.amountKobo]).toEqual(['pro', body.totalKobo]);
    await pay(payment?.checkoutUrl ?? '');
    await own.api.call(verifyPayment, { query: { reference: payment?.paymentId ?? '' } });
    expect((await own.api.call(getSubscription, {})).body).toMatchObject({
      plan: 'business',
      subscription: { number: 2, payWith: 'card' },
    });
    expect((await balanceOf(own.accountId)).available).toBe(18_500_000);
    const later = { plan: 'pro', totalKobo: 0, payWith: 'checkout' } as const;
    const switched = (await own.api.call(changeSubscription, { body: later })).body;
    expect(switched.payment).toBeUndefined();
    expect(switched.subscription).toMatchObject({ payWith: 'card', renewal: { plan: 'pro' } });
    const stays = (await own.api.call(changeSubscription, { body: later })).body.subscription;
    expect(stays).toEqual(switched.subscription);
    const byWallet = { ...later, payWith: 'wallet' } as const;
    for (const _ of [1, 2]) {
      const forgotten = (await own.api.call(changeSubscription, { body: byWallet })).body.subscription;
      expect(forgotten).toMatchObject({ payWith: 'wallet', renewal: { plan: 'pro' } });
      expect(forgotten?.card).toBeUndefined();
    }
  });
});

describe('a month that is due', () => {
  test('is paid by asking for the plan again, and for no other', async () => {
    const own = await funded(100);
    await subscribe(own.accountId, 'pro', daysAgo(33));
    const due = await changeBy(own.accountId, (before) => missRenewal(before, new Date(before.period.until)));
    const pay = async (plan: 'pro' | 'business') =>
      send(changeSubscription, {
        token: own.accessToken,
        body: { ...order, plan, totalKobo: plan === 'pro' ? 1_500_000 : 7_500_000 },
      });
    expectRefusal(await pay('business'), 'subscription-state');
    expectRefusal(await pay('pro'), 'insufficient-funds');
    await fund(own.accountId, 1_500_000);
    const answer = await pay('pro');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({
      plan: 'pro',
      subscription: { state: 'active', number: 2, period: { from: due.period.until } },
    });
    expect((await balanceOf(own.accountId)).available).toBe(100);
    const again = await pay('pro');
    expect([again.status, again.text]).toEqual([200, answer.text]);
    expect((await balanceOf(own.accountId)).available).toBe(100);
  });
});

testsOfTheToken(changeSubscription, () => ({ token: person.accessToken, body: order }));
