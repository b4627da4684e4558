import { beforeAll, describe, expect, test } from 'vitest';
import { cancelSubscription, resumeSubscription } from '../../../shared/contract/subscriptions.ts';
import { newPerson, type Person } from '../../support/people.ts';
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

describe('resuming', () => {
  test('lets a cancelled plan go on', async () => {
    const own = await funded();
    await begin(own.api, 'pro');
    expectRefusal(await send(resumeSubscription, { token: own.accessToken }), 'subscription-state');
    await own.api.call(cancelSubscription, {});
    const { subscription } = (await own.api.call(resumeSubscription, {})).body;
    expect(subscription).toMatchObject({ cancelAtPeriodEnd: false, renewal: { plan: 'pro' } });
  });

  test('is refused where there is no plan', async () => {
    expectRefusal(await send(resumeSubscription, { token: person.accessToken }), 'subscription-state');
  });
});

testsOfTheToken(resumeSubscription, () => ({ token: person.accessToken }));
