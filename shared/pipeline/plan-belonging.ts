import * as members from '../data/members.ts';
import * as subscriptions from '../data/subscriptions.ts';
import * as users from '../data/users.ts';
import type { Account } from '../domain/account.ts';
import { withNews } from '../domain/plan-news.ts';
import { priceOfNext } from '../domain/plan-quote.ts';
import { requireWon } from '../domain/revision.ts';
import { cardOwnerOf, forgetCard, type Subscription } from '../domain/subscription.ts';

/** Who may have a plan, and whose card may pay for it. */

/** Whether nobody is there to have the plan: an organisation that was closed, or somebody who is about to be deleted or kept out. */
export async function isLeft({ closesAt, kind, ownerId }: Account): Promise<boolean> {
  if (closesAt !== undefined) return true;
  if (kind === 'organisation') return false;
  const owner = await users.find(ownerId);
  return owner === undefined || owner.closesAt !== undefined || owner.state !== 'active';
}

/** Whether somebody is in an account: nobody else's card pays for its plan. */
export const isIn = async ({ accountId, kind, ownerId }: Account, userId: string): Promise<boolean> =>
  kind === 'personal' ? userId === ownerId : (await members.find(accountId, userId)) !== undefined;

/** The subscription without its card, and with what its owner is to be told of that, if it is to go on. */
export function withoutCard(subscription: Subscription, at: Date): Subscription {
  const next = forgetCard(subscription);
  const { worthKobo: kobo } = priceOfNext(next, at);
  return next.cancelAtPeriodEnd ? next : withNews(next, { kind: 'plan-card-gone', kobo }, at);
}

/**
 * Forgets the card of somebody who is about to leave an account: before they are gone, so that nobody dies in between. The clock tells the
 * owner. Throws `conflict` when the subscription changed in between.
 */
export async function forgetCardOf(accountId: string, userId: string, at: Date): Promise<void> {
  const subscription = (await subscriptions.meet(accountId))?.subscription;
  if (!subscription || cardOwnerOf(subscription) !== userId) return;
  requireWon(await subscriptions.note(subscription, withoutCard(subscription, at)));
}
