import type { Chargeback } from '../chargeback.ts';
import { fail } from '../fault.ts';
import type { PaymentMoney } from '../giving-back.ts';
import type { Payment } from '../payment.ts';
import type { PaymentAttempt } from '../payment-attempt.ts';
import type { Refund } from '../refund.ts';

/** What a receipt tells of. Amounts are whole kobo. */
export interface Paid {
  /** Not `paid` where too little came, and was accepted. */
  payment: Payment & { paidAt: string };
  /** Naira that came for it: once, or also too little before, or once more. Of what was too little only what was accepted, unless it is paid. */
  attempts: PaymentAttempt[];
  /** Of the money of these attempts, and so are the chargebacks. */
  refunds: Refund[];
  chargebacks: Chargeback[];
}

type Money = Omit<PaymentMoney, 'payment'>;

/**
 * All that a receipt tells of. What is not in naira has no place in its sums; what the provider charged by itself was for another month.
 */
export function paidWith(payment: Paid['payment'], all: Money): Paid {
  const attempts = all.attempts.filter(
    ({ currency, verdict }) => currency === payment.currency && verdict !== 'renews',
  );
  const told = new Set(attempts.map(({ transactionId }) => transactionId));
  return {
    payment,
    attempts,
    refunds: all.refunds.filter(({ transactionId }) => told.has(transactionId)),
    chargebacks: all.chargebacks.filter(({ transactionId }) => told.has(transactionId)),
  };
}

/**
 * What a receipt of this money tells of: all of what has paid, or what was too little and is in the wallet all the same. Throws
 * `payment-not-paid` where there is neither, so far.
 *
 * @param heldKobo what the hold of an attempt's money still has
 */
export function paidOf(
  { payment, ...all }: PaymentMoney,
  heldKobo: (attempt: PaymentAttempt) => number,
): Paid {
  const { state, paidAt } = payment;
  if (state === 'paid' && paidAt !== undefined) return paidWith({ ...payment, paidAt }, all);
  const attempts = all.attempts
    .map((attempt) => ({ ...attempt, amountKobo: acceptedOf(attempt, all, heldKobo(attempt)) }))
    .filter(({ amountKobo }) => amountKobo > 0);
  const last = attempts
    .map((attempt) => attempt.paidAt)
    .toSorted()
    .at(-1);
  if (last === undefined)
    return fail(
      'payment-not-paid',
      'There is a receipt once it is paid, or too little was accepted. Ask how it stands: GET /payments/verify.',
    );
  const refunds = all.refunds.filter((refund) => !attempts.some((attempt) => isOfReview(refund, attempt)));
  return paidWith({ ...payment, paidAt: last }, { ...all, attempts, refunds });
}

/** Kobo of an attempt that was too little, which are neither to be decided about nor have gone back instead of being accepted. */
function acceptedOf(attempt: PaymentAttempt, { refunds }: Money, heldKobo: number): number {
  const { verdict, amountKobo } = attempt;
  if (verdict !== 'too-little') return 0;
  const returned = refunds
    .filter((refund) => refund.state !== 'failed' && isOfReview(refund, attempt))
    .reduce((sum, { kobo }) => sum + kobo, 0);
  // What is on its way back lies in the hold until it has arrived.
  return amountKobo - Math.max(heldKobo, returned);
}

/** Whether a refund gives back what was set aside when it came; what was in the wallet is set aside for its refund. */
const isOfReview = ({ holdId }: Refund, attempt: PaymentAttempt): boolean =>
  holdId !== undefined && holdId === attempt.holdId;
