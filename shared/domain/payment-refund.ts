import { type Payment, underReview } from './payment.ts';
import type { Refund } from './refund.ts';

/** What refunds mean for the payment whose money they give back. */

/** Kobo that are given back or promised. What never was in a wallet is of another currency, and not among them. */
const givenKobo = (refunds: readonly Refund[]): number =>
  refunds
    .filter(({ state, holdId }) => state !== 'failed' && holdId !== undefined)
    .reduce((sum, { kobo }) => sum + kobo, 0);

/** The payment with all of its refunds, as they are. */
export const withRefunds = (payment: Payment, refunds: readonly Refund[]): Payment => ({
  ...payment,
  refundedKobo: givenKobo(refunds),
  revision: payment.revision + 1,
});

/**
 * The payment when a refund of it has come to nothing: its money is in the wallet again. What never was in a wallet is under review
 * again, because we still have it.
 *
 * @param others its further refunds
 */
export const withRefundFailed = (payment: Payment, failed: Refund, others: readonly Refund[]): Payment =>
  failed.holdId === undefined ? underReview(payment) : withRefunds(payment, others);
