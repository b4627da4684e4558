import { beforeAll, describe, expect, test } from 'vitest';
import { cancelSubscription } from '../../../shared/contract/subscriptions.ts';
import { missRenewal } from '../../../shared/domain/renewal.ts';
import { balanceOf } from '../../support/money.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { changeBy, daysAgo, subscribe } from '../../support/plans.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { begin, funded } from './plan-fixtures.ts';

useTable();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

describe('cancelling', () => {
  test('leaves the plan until its month is over, and gives no money back', async () => {
    const own = await funded();
    await begin(own.api, 'pro');
    const { plan, subscription } = (await own.api.call(cancelSubscription, {})).body;
    expect(plan).toBe('pro');
    expect(subscription).toMatchObject({ state: 'active', cancelAtPeriodEnd: true, renewal: null });
    expect((await balanceOf(own.accountId)).available).toBe(18_500_000);
    expectRefusal(await send(cancelSubscription, { token: own.accessToken }), 'subscription-state');
  });

  test('ends the plan at once where its month is over', async () => {
    const own = await funded();
    await subscribe(own.accountId, 'pro', daysAgo(33));
    await changeBy(own.accountId, (before) => missRenewal(before, new Date(before.period.until)));
    const { plan, subscription } = (await own.api.call(cancelSubscription, {})).body;
    expect([plan, subscription?.state]).toEqual(['free', 'ended']);
  });

  test('is refused where there is no plan', async () => {
    expectRefusal(await send(cancelSubscription, { token: person.accessToken }), 'subscription-state');
  });
});

testsOfTheToken(cancelSubscription, () => ({ token: person.accessToken }));
