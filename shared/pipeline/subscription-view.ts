import type { Subscriber } from '../data/subscriptions.ts';
import { planAt } from '../domain/billing-period.ts';
import type { Payment } from '../domain/payment.ts';
import type { Plan } from '../domain/plan.ts';
import { nextLookOf } from '../domain/plan-news.ts';
import { priceOfNext } from '../domain/plan-quote.ts';
import { graceUntil, nextPlanOf, type SavedCard, type Subscription } from '../domain/subscription.ts';
import { paymentView } from './payment-view.ts';

/** What somebody sees of their subscription. */
type View = Omit<Subscription, 'lookAt' | 'card' | 'renewalId' | 'news'> & {
  graceUntil: string;
  renewal: { plan: Subscription['plan']; totalKobo: number } | null;
  tryAgainAt: string | undefined;
  payWith: 'card' | 'wallet';
  card: Omit<SavedCard, 'token' | 'email' | 'userId'> | undefined;
};

/** The plan that counts, and the latest subscription. */
export const subscriptionView = (
  { account, subscription }: Subscriber,
  at: Date,
): { plan: Plan; subscription: View | null } => ({
  plan: planAt(account, at),
  subscription: subscription ? viewOf(subscription, at) : null,
});

/** As {@link subscriptionView}, with the payment that is waited for. */
export const orderedView = (
  { subscriber, payment }: { subscriber: Subscriber; payment?: Payment },
  at: Date,
) => ({
  ...subscriptionView(subscriber, at),
  ...(payment ? { payment: paymentView(payment, at) } : {}),
});

function viewOf(subscription: Subscription, at: Date): View {
  const { state, cancelAtPeriodEnd, card } = subscription;
  const goesOn = state !== 'ended' && !cancelAtPeriodEnd;
  const plan = nextPlanOf(subscription);
  const { renewalId: _, news: __, ...shown } = subscription;
  return {
    ...shown,
    graceUntil: graceUntil(subscription),
    renewal: goesOn ? { plan, totalKobo: priceOfNext(subscription, at).worthKobo } : null,
    payWith: card ? 'card' : 'wallet',
    card: card ? { lastDigits: card.lastDigits, brand: card.brand, expiry: card.expiry } : undefined,
    tryAgainAt: state === 'past-due' ? nextLookOf(subscription) : undefined,
  };
}
