import { beforeAll, describe, expect, test } from 'vitest';
import { quoteSubscription } from '../../../shared/contract/subscriptions.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { daysAgo, subscribe } from '../../support/plans.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { funded } from './plan-fixtures.ts';

useTable();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

describe('the price of a plan', () => {
  test('is that of the list for whoever has none', async () => {
    expect((await person.api.call(quoteSubscription, { query: { plan: 'business' } })).body).toMatchObject({
      occasion: 'start',
      plan: 'business',
      priceList: '2026-11',
      monthlyKobo: 7_500_000,
      creditKobo: 0,
      totalKobo: 7_500_000,
    });
  });

  test('is less what the present month is still worth', async () => {
    const own = await funded();
    await subscribe(own.accountId, 'pro', daysAgo(14));
    const quote = (await own.api.call(quoteSubscription, { query: { plan: 'business' } })).body;
    expect(quote.occasion).toBe('upgrade');
    expect(quote.creditKobo).toBeGreaterThan(690_000);
    expect(quote.creditKobo).toBeLessThan(830_000);
    expect(quote.totalKobo).toBe(7_500_000 - quote.creditKobo);
  });

  test.each([{}, { plan: 'free' }, { plan: 'Pro' }, { plan: ['pro', 'business'].join() }])(
    'is not told for %o',
    async (query) => {
      expectRefusal(await send(quoteSubscription, { token: person.accessToken, query }), 'invalid-request');
    },
  );
});

testsOfTheToken(quoteSubscription, () => ({ token: person.accessToken, query: { plan: 'pro' } }));
