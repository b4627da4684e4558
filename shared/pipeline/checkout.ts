import { showReturn } from '../contract/payments.ts';
import { pathOf } from '../contract/route.ts';
import * as payments from '../data/payments.ts';
import { fail } from '../domain/fault.ts';
import { checkoutMinutes, closedUnopened, type Payment, withCheckout } from '../domain/payment.ts';
import { requireWon } from '../domain/revision.ts';
import { variable } from '../environment/variable.ts';
import type { PaymentProvider } from '../payments/provider.ts';
import type { Log } from '../runtime/log.ts';

/** Where the provider may send browsers: our own page, or an origin that may call this API. */
export function requireAllowedReturn(returnTo: string | undefined): void {
  if (returnTo === undefined) return;
  if (variable('ALLOWED_ORIGINS').split(',').includes(new URL(returnTo).origin)) return;
  const message = 'Browsers are not sent to this origin. Use one that this API is called from.';
  fail('invalid-request', message, [{ field: 'returnTo', message }]);
}

/**
 * The payment, stored, with a page of the provider where it can be made. A request that is repeated finds what it has made before. Throws
 * `unavailable` where the provider makes no page; nobody can pay then.
 */
export async function openCheckout(
  begun: Payment,
  page: { name: string; returnTo: string | undefined },
  { provider, at, log }: { provider: PaymentProvider; at: Date; log: Log },
): Promise<Payment> {
  await payments.insert(begun);
  // Read even when it was inserted: for a repeated request that is what an earlier attempt has done.
  const payment = await payments.get(begun.paymentId);
  if (payment.checkout) return payment;
  const { paymentId, amountKobo, currency, email, methods } = payment;
  const outcome = await provider.createCheckout({
    txRef: paymentId,
    amountKobo,
    currency,
    returnTo: page.returnTo ?? `${variable('PUBLIC_ORIGIN')}${pathOf(showReturn)}`,
    customer: { email, name: page.name },
    title: 'MyTypist',
    description: descriptionOf(payment),
    ...(methods ? { methods } : {}),
    minutes: checkoutMinutes,
  });
  if (outcome.kind === 'found') {
    const opened = withCheckout(payment, outcome.value, at);
    requireWon(await payments.replace(payment, opened));
    return opened;
  }
  log.error('checkout.not-made', { paymentId, outcome: outcome.kind, says: outcome.says });
  await payments.replace(payment, closedUnopened(payment));
  return fail(
    'unavailable',
    'The payment provider makes no page just now. Nothing was charged; try again shortly.',
  );
}

/** A line on the provider's page. */
function descriptionOf({ purpose, paymentId }: Payment): string {
  const what = {
    'top-up': 'Wallet top-up',
    plan: purpose.kind === 'plan' ? `Plan ${purpose.plan}` : '',
    product: purpose.kind === 'product' ? `One ${purpose.product}` : '',
  }[purpose.kind];
  return `${what} (${paymentId})`;
}
