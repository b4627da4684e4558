/** What happens on a checkout page (study, 1.3). */
import type { Choice } from './choice.ts';
import type { Context } from './context.ts';
import { announceCharge } from './deliveries.ts';
import type { Checkout, Method, Transaction } from './records.ts';
import { addAttempt, settle } from './transactions.ts';

export interface Visited {
  /** Where the browser goes, or undefined when it stays on the page. */
  to: string | undefined;
  transactions: Transaction[];
}

/** Whether the page takes payments. */
export const isOpen = (checkout: Checkout, now: number): boolean =>
  checkout.state !== 'disabled' && checkout.state !== 'expired' && !hasExpired(checkout, now);

/** A page that was paid expires no more. */
const hasExpired = ({ state, expiresAt }: Checkout, now: number): boolean =>
  state === 'open' && expiresAt !== null && expiresAt <= now;

/** Ends a page whose time is over; what was not completed is failed (study, 1.3). */
export function expire(context: Context, checkout: Checkout): void {
  context.store.checkouts.put({ ...checkout, state: 'expired' });
  for (const transaction of context.store.transactions.by(checkout.txRef))
    if (transaction.checkoutId === checkout.id && transaction.status === 'pending')
      settle(context, transaction, 'failed', 'once');
}

/** Does what was chosen. The page must be open. */
export function choose(context: Context, checkout: Checkout, choice: Choice): Visited {
  switch (choice.outcome) {
    case 'cancel':
      return { to: returnTo(checkout, { status: 'cancelled' }), transactions: [] };
    case 'expire':
      expire(context, checkout);
      return { to: returnTo(checkout, { status: 'failed' }), transactions: [] };
    case 'failed':
      return fail(context, checkout, choice);
    case 'success':
      return pay(context, checkout, choice);
    case 'pending-paid':
    case 'pending-failed':
      return wait(context, checkout, choice);
  }
}

function fail(context: Context, checkout: Checkout, choice: Choice): Visited {
  const transaction = addAttempt(context, checkout, { ...attemptOf(checkout, choice), status: 'failed' });
  announceCharge(context, transaction, timingOf(choice));
  const failedAttempts = checkout.failedAttempts + 1;
  const over = checkout.mostAttempts !== null && failedAttempts >= checkout.mostAttempts;
  context.store.checkouts.put({ ...checkout, failedAttempts });
  if (!over) return { to: undefined, transactions: [transaction] };
  expire(context, { ...checkout, failedAttempts });
  return { to: returnTo(checkout, { status: 'failed' }), transactions: [transaction] };
}

function pay(context: Context, checkout: Checkout, choice: Choice): Visited {
  const transactions = Array.from({ length: choice.times }, () => {
    const transaction = addAttempt(context, checkout, {
      ...attemptOf(checkout, choice),
      status: 'successful',
    });
    announceCharge(context, transaction, timingOf(choice));
    return transaction;
  });
  const [first] = transactions;
  return {
    to: returnTo(checkout, { status: choice.spelling, ...(first ? { id: first.id } : {}) }),
    transactions,
  };
}

/** What the redirect of a pending payment says is unverified (study, 1.3). */
function wait(context: Context, checkout: Checkout, choice: Choice): Visited {
  const { store, now } = context;
  const transaction = addAttempt(context, checkout, { ...attemptOf(checkout, choice), status: 'pending' });
  const status = choice.outcome === 'pending-paid' ? 'successful' : 'failed';
  store.schedule(
    { kind: 'settle', transactionId: transaction.id, status, webhook: timingOf(choice) },
    now() + choice.seconds * 1_000,
  );
  const to = returnTo(checkout, { status: 'pending', id: transaction.id });
  return { to, transactions: [transaction] };
}

const attemptOf = (
  checkout: Checkout,
  { method, amount, paid, currency }: Choice,
): { method: Method; amount: number; currency: string } => ({
  // A plan forces the method to card (study, 1.1).
  method: checkout.planId === null ? method : 'card',
  amount: paid ?? Math.max(1, Math.round(checkout.amount * { exact: 1, over: 1.1, under: 0.9 }[amount])),
  currency: currency ?? checkout.currency,
});

const timingOf = ({ webhook }: Choice) => (webhook === 'before' ? 'once' : webhook);

/** Only a page where somebody tried has a transaction to name. Undefined where the merchant gave no address. */
function returnTo(
  { redirectUrl, txRef }: Checkout,
  { status, id }: { status: string; id?: number },
): string | undefined {
  if (redirectUrl === null) return undefined;
  const address = new URL(redirectUrl);
  address.searchParams.set('status', status);
  address.searchParams.set('tx_ref', txRef);
  if (id !== undefined) address.searchParams.set('transaction_id', String(id));
  return address.href;
}
