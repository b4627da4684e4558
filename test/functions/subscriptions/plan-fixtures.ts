import { getMe } from '../../../shared/contract/auth.ts';
import type { ApiClient } from '../../../shared/contract/client.ts';
import { quoteSubscription, startSubscription } from '../../../shared/contract/subscriptions.ts';
import type { PaidPlan } from '../../../shared/domain/plan.ts';
import { fund } from '../../support/money.ts';
import { newPerson, type Person } from '../../support/people.ts';

/** Somebody with money in the wallet. */
export async function funded(kobo = 20_000_000): Promise<Person & { accountId: string }> {
  const person = await newPerson();
  const { accountId } = (await person.api.call(getMe, {})).body;
  await fund(accountId, kobo);
  return { ...person, accountId };
}

/** What somebody confirms who has just seen the price of a plan. */
export async function orderOf(api: ApiClient, plan: PaidPlan) {
  const { totalKobo } = (await api.call(quoteSubscription, { query: { plan } })).body;
  return { plan, totalKobo, payWith: 'wallet' } as const;
}

/** Begins a plan, and gives what the account then has. */
export const begin = async (api: ApiClient, plan: PaidPlan) =>
  (await api.call(startSubscription, { body: await orderOf(api, plan) })).body;
