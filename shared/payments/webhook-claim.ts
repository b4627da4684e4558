import type { Transaction } from './provider.ts';

/**
 * What a webhook says of a transaction: only to be compared with what the provider says when it is asked. It is kept as it was
 * sent, so that nobody takes it for an amount.
 */
export interface WebhookClaim {
  txRef?: string | undefined;
  /** In naira, or the major unit of its currency. */
  amount?: string | undefined;
  currency?: string | undefined;
  /** In the provider's words. */
  status?: string | undefined;
}

/** Whether the provider denies what a webhook in its name has said. What is pending may have ended since, and is no contradiction. */
export function contradicts(
  { txRef, amount, currency, status }: WebhookClaim,
  transaction: Transaction,
): boolean {
  return (
    (txRef !== undefined && txRef !== transaction.txRef) ||
    (amount !== undefined && Math.round(Number(amount) * 100) !== transaction.amountKobo) ||
    (currency !== undefined && currency !== transaction.currency) ||
    (saysPaid({ status }) && transaction.status === 'failed')
  );
}

/** Whether a webhook says that somebody has paid. */
export const saysPaid = ({ status }: WebhookClaim): boolean => status === 'successful';
