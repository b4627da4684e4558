import type { Subscriber } from '../data/subscriptions.ts';
import * as users from '../data/users.ts';
import { beginPayment, type Payment, type PaymentMethod } from '../domain/payment.ts';
import type { PaidPlan } from '../domain/plan.ts';
import { purposeOf } from '../domain/plan-purchase.ts';
import { type PlanQuote, requirePrice } from '../domain/plan-quote.ts';
import { refuse } from '../domain/subscription.ts';
import type { PaymentProvider } from '../payments/provider.ts';
import type { Log } from '../runtime/log.ts';
import { openCheckout, requireAllowedReturn } from './checkout.ts';
import { meetSubscriber, planQuoteFor } from './plan-buying.ts';

/** How a plan is paid for on a page of the provider. */

export interface PlanCheckout {
  plan: PaidPlan;
  /** The price that was seen. */
  totalKobo: number;
  methods?: PaymentMethod[] | undefined;
  /** Where the browser goes afterwards. */
  returnTo?: string | undefined;
}

export interface Ordering {
  accountId: string;
  userId: string;
  newId: (prefix: 'sub' | 'pay') => string;
  provider: PaymentProvider;
  at: Date;
  log: Log;
}

/**
 * A page where a plan can be paid for, whatever that means for the account: it begins, or is changed, when it is paid. Throws
 * `subscription-state`, `price-changed`, and `unavailable` where the provider makes no page.
 */
export async function checkoutForPlan(order: PlanCheckout, ordering: Ordering): Promise<Payment> {
  const subscriptionId = ordering.newId('sub');
  const subscriber = await meetSubscriber(ordering.accountId);
  const { quote, used } = await planQuoteFor(subscriber, order.plan, ordering.at);
  requirePrice(quote, order.totalKobo);
  return openFor({ subscriber, quote, used, subscriptionId }, order, ordering);
}

/** What is to be paid for. */
interface Quoted {
  subscriber: Subscriber;
  quote: PlanQuote;
  used: number;
  /** Of the subscription that is begun, if one is. */
  subscriptionId: string;
}

/** The page for a quote whose price was confirmed. */
export async function openFor(
  { subscriber, quote, used, subscriptionId }: Quoted,
  { methods, returnTo }: Pick<PlanCheckout, 'methods' | 'returnTo'>,
  { accountId, userId, newId, provider, at, log }: Ordering,
): Promise<Payment> {
  const purpose = purposeOf(quote, subscriber.subscription, subscriptionId, used);
  if (!purpose || quote.totalKobo === 0)
    return refuse('There is nothing to pay for this: POST /subscription/change.');
  requireAllowedReturn(returnTo);
  const { email, name } = await users.get(userId);
  const { priceList, totalKobo: amountKobo } = quote;
  const paymentId = newId('pay');
  const begun = beginPayment(
    { paymentId, accountId, purpose, priceList, amountKobo, userId, email, methods },
    at,
  );
  return openCheckout(begun, { name, returnTo }, { provider, at, log });
}
