import { Payments } from '../data/payments.ts';
import * as refunds from '../data/refunds.ts';
import { commit } from '../data/write.ts';
import type { Payment } from '../domain/payment.ts';
import type { PaymentAttempt } from '../domain/payment-attempt.ts';
import { withRefunds } from '../domain/payment-refund.ts';
import { queueRefund, type Refund, type RefundReason } from '../domain/refund.ts';
import { type ReadMoney, readMoney } from './payment-money.ts';

/** What came for a payment before, did not suffice and waits for a decision goes back once other money pays for it. */

/** Why it goes back, and when. */
interface Occasion {
  reason: RefundReason;
  at: Date;
  newId: (prefix: 'ref') => string;
}

/**
 * Refunds that are written in one transaction: each is two items with its note in the trail, and what credits a payment, with a plan that
 * it buys, has room beside them.
 */
export const mostTogether = 20;

/** All of it that still waits for a decision. */
export async function reviewedGoingBack(payment: Payment, occasion: Occasion): Promise<Refund[]> {
  if (payment.state !== 'review') return [];
  const money = await readMoney(payment.paymentId);
  return money.undecided.map((attempt) => refundOf(attempt, money, occasion));
}

/**
 * Lets go back what has no room in the transaction that credits the payment, in transactions before that: whoever dies in between leaves a
 * payment that is under review still, so that the next look finds what is left of it and the money that pays. Resolves to the payment after
 * that, undefined when somebody else changed it at the same moment.
 */
export async function returnWhatHasNoRoom(
  payment: Payment,
  occasion: Occasion,
): Promise<Payment | undefined> {
  if (payment.state !== 'review') return payment;
  const money = await readMoney(payment.paymentId);
  const some = money.undecided.slice(mostTogether).slice(0, mostTogether);
  if (some.length === 0) return payment;
  const back = some.map((attempt) => refundOf(attempt, money, occasion));
  const next = withRefunds(payment, [...money.refunds, ...back]);
  const writes = [Payments.replacement(payment, next), ...back.map(refunds.Refunds.insertion)];
  return (await commit(writes)) ? returnWhatHasNoRoom(next, occasion) : undefined;
}

function refundOf(attempt: PaymentAttempt, money: ReadMoney, { reason, at, newId }: Occasion): Refund {
  const { holdId, transactionId, paymentId, accountId, amountKobo } = attempt;
  const refund = { refundId: newId('ref'), accountId, paymentId, transactionId, holdId };
  // What lies in no hold is of another currency, and never was in the wallet.
  const kobo = holdId === undefined ? amountKobo : money.heldKobo(attempt);
  return queueRefund({ ...refund, kobo, reason }, at);
}
