import type { Subscriber } from '../data/subscriptions.ts';
import { planAt } from '../domain/billing-period.ts';
import type { Plan } from '../domain/plan.ts';
import { priceListAt } from '../domain/price-list.ts';
import { graceUntil, nextPlanOf, type Subscription } from '../domain/subscription.ts';

/** What somebody sees of their subscription. */
type View = Omit<Subscription, 'lookAt'> & {
  graceUntil: string;
  renewal: { plan: Subscription['plan']; totalKobo: number } | null;
  tryAgainAt: string | undefined;
};

/** The plan that counts, and the latest subscription. */
export const subscriptionView = (
  { account, subscription }: Subscriber,
  at: Date,
): { plan: Plan; subscription: View | null } => ({
  plan: planAt(account, at),
  subscription: subscription ? viewOf(subscription, at) : null,
});

function viewOf(subscription: Subscription, at: Date): View {
  const { state, cancelAtPeriodEnd, lookAt } = subscription;
  const goesOn = state !== 'ended' && !cancelAtPeriodEnd;
  const plan = nextPlanOf(subscription);
  return {
    ...subscription,
    graceUntil: graceUntil(subscription),
    renewal: goesOn ? { plan, totalKobo: priceListAt(at).plans[plan].monthlyKobo } : null,
    tryAgainAt: state === 'past-due' ? lookAt : undefined,
  };
}
