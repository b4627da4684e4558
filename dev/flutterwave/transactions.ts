/** How a transaction comes to be, and to its end. */
import { randomBytes } from 'node:crypto';
import type { Context } from './context.ts';
import { announceCharge, type WebhookTiming } from './deliveries.ts';
import type { Checkout, Method, Transaction } from './records.ts';
import { subscribe } from './subscribe.ts';

/** 1.4 %, as in every sample of the study. */
const feeOf = (amount: number): number => Math.round((amount * 14) / 1_000);

const authModels: Record<Method, string> = {
  card: 'PIN',
  bank_transfer: 'AUTH',
  ussd: 'USSD',
  mobile_money: 'MOBILEMONEY',
};

const responses: Record<Transaction['status'], string> = {
  pending: 'Pending validation',
  successful: 'Approved by Financial Institution',
  failed: 'Insufficient Funds',
};

export type NewTransaction = Pick<
  Transaction,
  'txRef' | 'amount' | 'currency' | 'status' | 'method' | 'customer'
> &
  Partial<Transaction>;

/** Stores a transaction under a new number; every attempt is one of its own. */
export function addTransaction({ store, now }: Context, given: NewTransaction): Transaction {
  const id = store.newNumber();
  const isCard = given.method === 'card';
  const transaction: Transaction = {
    flwRef: `FLW-MOCK-${randomBytes(16).toString('hex')}`,
    chargedAmount: given.amount,
    appFee: feeOf(given.amount),
    authModel: authModels[given.method],
    narration: isCard ? 'CARD Transaction ' : 'MyTypist',
    processorResponse: responses[given.status],
    token: isCard ? `flw-t1nf-${randomBytes(16).toString('hex')}-m03k` : null,
    meta: null,
    checkoutId: null,
    planId: null,
    redirectUrl: null,
    createdAt: now(),
    ...given,
    id,
  };
  store.transactions.put(transaction);
  ended(store, transaction);
  return transaction;
}

/** What a customer does on a checkout page. */
export const addAttempt = (
  context: Context,
  checkout: Checkout,
  attempt: Pick<Transaction, 'amount' | 'currency' | 'status' | 'method'>,
): Transaction =>
  addTransaction(context, {
    ...attempt,
    txRef: checkout.txRef,
    customer: checkout.customer,
    // Keys of the provider's own stand among the merchant's (study, 1.1).
    meta: checkout.meta && { __CheckoutInitAddress: context.origin, ...checkout.meta },
    checkoutId: checkout.id,
    planId: checkout.planId,
  });

/**
 * Ends a transaction, or changes its end: a failed one that is paid after all is known to happen (study, 2.4). Announces it.
 */
export function settle(
  context: Context,
  transaction: Transaction,
  status: 'successful' | 'failed',
  webhook: WebhookTiming,
): Transaction {
  const settled = { ...transaction, status, processorResponse: responses[status] };
  context.store.transactions.put(settled);
  ended(context.store, settled);
  announceCharge(context, settled, webhook);
  return settled;
}

/** A success makes the card's token good, pays the page and may begin a subscription. */
function ended(store: Context['store'], transaction: Transaction): void {
  const { status, token, id, checkoutId, createdAt } = transaction;
  if (status !== 'successful') return;
  if (token !== null && !store.tokens.get(token)) store.tokens.put({ token, transactionId: id, createdAt });
  const checkout = checkoutId === null ? undefined : store.checkouts.get(checkoutId);
  if (checkout?.state === 'open') store.checkouts.put({ ...checkout, state: 'paid' });
  if (transaction.planId !== null && checkoutId !== null) subscribe(store, transaction);
}
