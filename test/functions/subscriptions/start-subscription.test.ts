import { beforeAll, describe, expect, test } from 'vitest';
import { getAccount } from '../../../shared/contract/accounts.ts';
import { listAudit } from '../../../shared/contract/audit.ts';
import { verifyPayment } from '../../../shared/contract/payments.ts';
import { getSubscription, startSubscription } from '../../../shared/contract/subscriptions.ts';
import { getWallet } from '../../../shared/contract/wallet.ts';
import { balanceOf } from '../../support/money.ts';
import { give, organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { finishedDocuments, readyTemplate } from '../fixtures.ts';
import { mailsOfKind } from '../inbox.ts';
import { pay } from '../payments/payment-fixtures.ts';
import { testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { begin, funded, orderOf } from './plan-fixtures.ts';

useTable();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const order = { plan: 'pro', totalKobo: 1_500_000, payWith: 'wallet' } as const;

describe('beginning a plan', () => {
  test('costs what was quoted, and gives a month of it', async () => {
    const own = await funded(1_600_000);
    const { plan, subscription } = await begin(own.api, 'pro');
    expect(plan).toBe('pro');
    expect(subscription).toMatchObject({
      state: 'active',
      plan: 'pro',
      number: 1,
      cancelAtPeriodEnd: false,
      renewal: { plan: 'pro', totalKobo: 1_500_000 },
    });
    expect(await balanceOf(own.accountId)).toEqual({ available: 100_000, held: 0 });
    const wallet = (await own.api.call(getWallet, {})).body;
    expect(wallet).toMatchObject({
      plan: 'pro',
      documentKobo: 3000,
      month: { ...subscription?.period, included: 500, used: 0, left: 500 },
    });
    expect((await own.api.call(getAccount, {})).body.plan).toBe('pro');
    const [mail] = await mailsOfKind(own.email, 'plan-paid', 1);
    expect(mail?.text).toContain('was paid for: ₦15,000.00.');
    const noted = (await own.api.call(listAudit, { query: { kind: 'subscription' } })).body.items;
    expect(noted).toMatchObject([{ target: { id: subscription?.subscriptionId }, change: 'created' }]);
  });

  test('counts each document once in the month that was paid for', async () => {
    const own = await funded();
    await begin(own.api, 'pro');
    const templateId = await readyTemplate(own.api);
    await finishedDocuments(own.api, templateId, ['One', 'Two', 'Three']);
    expect((await own.api.call(getWallet, {})).body).toMatchObject({
      availableKobo: 18_500_000,
      month: { used: 3, left: 497 },
    });
  });

  test('is refused with another price than the one there is', async () => {
    const own = await funded();
    const body = { ...order, totalKobo: 1_499_999 };
    const refusal = expectRefusal(
      await send(startSubscription, { token: own.accessToken, body }),
      'price-changed',
    );
    expect(refusal.fields).toEqual([{ field: 'totalKobo', message: 'Send 1500000.' }]);
    expect((await balanceOf(own.accountId)).available).toBe(20_000_000);
  });

  test('is refused without the money, and changes nothing', async () => {
    const refused = await send(startSubscription, { token: person.accessToken, body: order });
    expectRefusal(refused, 'insufficient-funds');
    expect((await person.api.call(getWallet, {})).body.plan).toBe('free');
  });

  test('is refused while there is a plan', async () => {
    const own = await funded();
    await begin(own.api, 'pro');
    for (const plan of ['pro', 'business'] as const) {
      const answer = await send(startSubscription, { token: own.accessToken, body: { ...order, plan } });
      expectRefusal(answer, 'subscription-state');
    }
    expect((await balanceOf(own.accountId)).available).toBe(18_500_000);
  });

  test('is done once, however often it is asked for with one key, also at once', async () => {
    const own = await funded();
    const body = await orderOf(own.api, 'pro');
    const ask = () =>
      send(startSubscription, { token: own.accessToken, body, headers: { 'idempotency-key': 'my-plan' } });
    const answers = await Promise.all([ask(), ask(), ask()]);
    const again = await ask();
    expect(answers.map(({ status }) => status).toSorted()).toContain(201);
    expect(again.status).toBe(201);
    expect((await balanceOf(own.accountId)).available).toBe(18_500_000);
  });

  test('on a page of the provider happens when it is paid, and the card pays from then on', async () => {
    const own = await newPerson();
    const body = { ...order, payWith: 'checkout' as const, methods: ['card' as const] };
    const { plan, subscription, payment } = (await own.api.call(startSubscription, { body })).body;
    expect([plan, subscription]).toEqual(['free', null]);
    expect(payment).toMatchObject({ purpose: 'plan', plan: 'pro', amountKobo: 1_500_000, state: 'pending' });
    await pay(payment?.checkoutUrl ?? '', { method: 'card' });
    const query = { reference: payment?.paymentId ?? '' };
    expect((await own.api.call(verifyPayment, { query })).body.state).toBe('paid');
    const paid = (await own.api.call(getSubscription, {})).body;
    expect(paid).toMatchObject({ plan: 'pro', subscription: { number: 1, payWith: 'card' } });
    expect(paid.subscription?.card?.lastDigits).toMatch(/^\d{4}$/);
    expect((await own.api.call(getWallet, {})).body).toMatchObject({ availableKobo: 0, plan: 'pro' });
    await mailsOfKind(own.email, 'plan-paid', 1);
  });

  test('on a page of the provider is not had when somebody had it first: the money is in the wallet', async () => {
    const own = await funded(1_500_000);
    const body = { ...order, payWith: 'checkout' } as const;
    const { payment } = (await own.api.call(startSubscription, { body })).body;
    await begin(own.api, 'pro');
    await pay(payment?.checkoutUrl ?? '');
    await own.api.call(verifyPayment, { query: { reference: payment?.paymentId ?? '' } });
    expect((await own.api.call(getWallet, {})).body).toMatchObject({ availableKobo: 1_500_000 });
    expect((await own.api.call(getSubscription, {})).body.subscription?.number).toBe(1);
    const [mail] = await mailsOfKind(own.email, 'plan-kept', 1);
    expect(mail?.text).toContain('₦15,000.00 came in for the plan Pro');
  });

  test.each([
    ['the free plan', { ...order, plan: 'free' }],
    ['a plan that there is not', { ...order, plan: 'gold' }],
    ['part of a kobo', { ...order, totalKobo: 1_500_000.5 }],
    ['less than nothing', { ...order, totalKobo: -1_500_000 }],
    ['a text for a price', { ...order, totalKobo: '1500000' }],
    ['no price', { plan: 'pro', payWith: 'wallet' }],
    ['somebody else’s wallet', { ...order, payWith: 'acc_1' }],
    ['a way to pay that there is not', { ...order, payWith: 'checkout', methods: ['cheque'] }],
    ['an address of others', { ...order, payWith: 'checkout', returnTo: 'https://evil.example/' }],
  ])('is refused with %s', async (_, body) => {
    expectRefusal(await send(startSubscription, { token: person.accessToken, body }), 'invalid-request');
  });

  test('is for managers and owners of an organisation, and pays from its wallet', async () => {
    const owner = await funded();
    const accountId = await organisationOf(owner);
    const headers = { 'x-account-id': accountId };
    await give(accountId, person, 'member');
    const asked = { token: person.accessToken, body: order, headers };
    expectRefusal(await send(startSubscription, asked), 'forbidden');
    await give(accountId, person, 'manager');
    expectRefusal(await send(startSubscription, asked), 'insufficient-funds');
    expect((await balanceOf(owner.accountId)).available).toBe(20_000_000);
  });
});

testsOfTheToken(startSubscription, () => ({ token: person.accessToken, body: order }));
testsOfTheBody(startSubscription, () => ({ token: person.accessToken, body: order }));
