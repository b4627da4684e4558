import { beforeAll, describe, expect, test } from 'vitest';
import { getAccount } from '../../../shared/contract/accounts.ts';
import { getSubscription } from '../../../shared/contract/subscriptions.ts';
import { getWallet } from '../../../shared/contract/wallet.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { daysAgo, subscribe } from '../../support/plans.ts';
import { useTable } from '../../support/table.ts';
import { expectJsonHeaders } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { begin, funded } from './plan-fixtures.ts';

useTable();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

describe('the subscription of an account', () => {
  test('is null before there was one', async () => {
    const answer = await send(getSubscription, { token: person.accessToken });
    expectJsonHeaders(answer.headers);
    expect(JSON.parse(answer.text)).toEqual({ plan: 'free', subscription: null });
  });

  test('is what was begun, and says nothing of how we keep it', async () => {
    const own = await funded();
    const begun = await begin(own.api, 'pro');
    const { body } = await own.api.call(getSubscription, {});
    expect(body).toEqual(begun);
    expect(Object.keys(body.subscription ?? {}).toSorted()).toEqual([
      'cancelAtPeriodEnd',
      'graceUntil',
      'number',
      'payWith',
      'period',
      'plan',
      'renewal',
      'startedAt',
      'state',
      'subscriptionId',
    ]);
  });

  test('is worth nothing once its grace is over, however late the clock is', async () => {
    const own = await funded();
    const { subscriptionId } = await subscribe(own.accountId, 'business', daysAgo(40));
    const { plan, subscription } = (await own.api.call(getSubscription, {})).body;
    expect(plan).toBe('free');
    // The clock of the cloud may have ended it by now.
    expect(subscription?.subscriptionId).toBe(subscriptionId);
    const wallet = (await own.api.call(getWallet, {})).body;
    expect(wallet).toMatchObject({ plan: 'free', documentKobo: 5000 });
    expect((await own.api.call(getAccount, {})).body.plan).toBe('free');
  });
});

testsOfTheToken(getSubscription, () => ({ token: person.accessToken }));
