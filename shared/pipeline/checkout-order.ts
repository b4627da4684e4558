import * as users from '../data/users.ts';
import { fail } from '../domain/fault.ts';
import { beginPayment, type Payment } from '../domain/payment.ts';
import { type Order, orderOf } from '../domain/payment-order.ts';
import type { Actor } from '../domain/user.ts';
import type { PaymentProvider } from '../payments/provider.ts';
import type { Log } from '../runtime/log.ts';
import { openCheckout, requireAllowedReturn } from './checkout.ts';
import { checkoutForPlan, type PlanCheckout } from './plan-checkout.ts';

/** What somebody wants to pay for on a page of the provider. */
type CheckoutOrder = (Order | ({ purpose: 'plan' } & PlanCheckout)) & { returnTo?: string | undefined };

interface Ordering {
  provider: PaymentProvider;
  newId: (prefix: 'sub' | 'pay') => string;
  at: Date;
  log: Log;
}

/** A payment with its page. Throws `forbidden` for a plan that a key asks for, and what {@link checkoutForPlan} throws. */
export async function checkoutFor(
  order: CheckoutOrder,
  { accountId, userId, key }: Actor,
  { provider, newId, at, log }: Ordering,
): Promise<Payment> {
  requireAllowedReturn(order.returnTo);
  if (order.purpose === 'plan') {
    if (key) fail('forbidden', 'No API key binds an account month after month. Log in to take a plan.');
    return checkoutForPlan(order, { accountId, userId, newId, provider, at, log });
  }
  const { email, name } = await users.get(userId);
  const begun = beginPayment(
    { ...orderOf(order, at), paymentId: newId('pay'), accountId, userId, email },
    at,
  );
  return openCheckout(begun, { name, returnTo: order.returnTo }, { provider, at, log });
}
