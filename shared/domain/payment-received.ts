import type { Payment, Verdict } from './payment.ts';

/** Naira that came for a payment, and what is left of them where they did not suffice. */

/** The payment with money that came for it. What is of another currency is not counted, and what the provider charged by itself was for another month. */
export const withReceived = (
  payment: Payment,
  came: { amountKobo: number; currency: string },
  verdict: Verdict['kind'],
): Payment =>
  verdict === 'renews' || came.currency !== payment.currency
    ? payment
    : { ...payment, receivedKobo: (payment.receivedKobo ?? 0) + came.amountKobo };

/**
 * Kobo that were too little for a payment, and are its account's all the same: accepted into the wallet, or gone into what the account
 * owed; not those that the payer's bank has by now. 0 of one that is paid, and while somebody decides: then nobody knows.
 */
export function acceptedKobo({
  state,
  receivedKobo = 0,
  refundedKobo,
  chargedBackKobo = 0,
}: Payment): number {
  const isDecided = state !== 'paid' && state !== 'review';
  return isDecided ? Math.max(0, receivedKobo - refundedKobo - chargedBackKobo) : 0;
}
