import { type Chargeback, takenOf } from './chargeback.ts';
import { fail } from './fault.ts';
import type { RevenueSource } from './ledger/entry.ts';
import type { Payment } from './payment.ts';
import type { PaymentAttempt } from './payment-attempt.ts';
import { type Refund, refundedOf } from './refund.ts';

/** What an administrator may give back of a payment, and where that money is now. Amounts are whole kobo. */

/** Everything that is known of a payment's money. */
export interface PaymentMoney {
  payment: Payment;
  /** Attempts that brought money. */
  attempts: PaymentAttempt[];
  refunds: Refund[];
  chargebacks: Chargeback[];
}

/**
 * Whether an attempt brought money that does not fit its payment, and nobody has decided about it.
 *
 * @param heldKobo what the hold of its money still has
 */
export function isUndecided(
  { verdict, transactionId }: PaymentAttempt,
  refunds: readonly Refund[],
  heldKobo: number,
): boolean {
  if (refunds.some((each) => each.transactionId === transactionId && each.state !== 'failed')) return false;
  return verdict === 'other-currency' || (verdict === 'too-little' && heldKobo > 0);
}

/**
 * The payment when something that was under review has been decided. With nothing left to decide it has failed: what was wanted was
 * not paid, wherever the money is now.
 */
export const withDecision = (payment: Payment, undecidedLeft: number): Payment => ({
  ...payment,
  state: payment.state === 'review' && undecidedLeft === 0 ? 'failed' : payment.state,
});

/** What can still be given back of an attempt. */
export const leftOf = (
  { amountKobo, transactionId }: PaymentAttempt,
  { refunds, chargebacks }: Pick<PaymentMoney, 'refunds' | 'chargebacks'>,
): number =>
  Math.max(0, amountKobo - refundedOf(refunds, transactionId) - takenOf(chargebacks, transactionId));

/** Money under review after the payer's bank has taken some of it: that is settled by what lies aside, and the rest is decided about. */
export interface Reviewed {
  /** Can go back, or be accepted. */
  restKobo: number;
  /** Pays what the bank has taken. */
  takenKobo: number;
}

/** @param heldKobo what lies aside of the attempt */
export function reviewedOf(
  attempt: PaymentAttempt,
  money: Pick<PaymentMoney, 'refunds' | 'chargebacks'>,
  heldKobo: number,
): Reviewed {
  const restKobo = Math.min(heldKobo, leftOf(attempt, money));
  return { restKobo, takenKobo: heldKobo - restKobo };
}

/**
 * The attempt whose money is to go back: the one named, or else the one under review, or else the one that has paid, or, where what was
 * too little was accepted, the only one. Throws
 * `invalid-request` for one that the payment has not, and where several would do, and `exceeds-payment` where no money came.
 */
export function attemptToReturn(
  { payment, attempts }: Pick<PaymentMoney, 'payment' | 'attempts'>,
  undecided: readonly PaymentAttempt[],
  transactionId: string | undefined,
): PaymentAttempt {
  const named = transactionId ?? (undecided.length > 0 ? undefined : payment.transactionId);
  const some = transactionId === undefined && undecided.length > 0 ? undecided : attempts;
  const wanted = named === undefined ? some : some.filter((each) => each.transactionId === named);
  const [attempt, another] = wanted;
  if (another) return refuse('Several would do: name one of them.');
  if (attempt) return attempt;
  return transactionId === undefined
    ? fail('exceeds-payment', 'No money came for this payment that could go back.')
    : refuse('No money came for this payment with this id.');
}

const refuse = (message: string): never =>
  fail('invalid-request', 'Check transactionId.', [{ field: 'transactionId', message }]);

/** What is to be done with the money that goes back. */
export interface Return {
  kobo: number;
  /** Of it, what we had earned and give up. */
  unearnedKobo: number;
}

/** What an attempt has earned us when it was paid, with what, and on which plan. */
export interface Earned {
  kobo: number;
  source?: RevenueSource | undefined;
  plan?: string | undefined;
}

/**
 * How money of an attempt goes back: what was earned with it is given up first, the rest comes from the wallet. Throws
 * `exceeds-payment` for more than is left.
 */
export function planReturn(
  attempt: PaymentAttempt,
  money: Pick<PaymentMoney, 'refunds' | 'chargebacks'>,
  earned: Earned,
  wantedKobo: number | undefined,
): Return {
  const left = leftOf(attempt, money);
  const kobo = wantedKobo ?? left;
  if (kobo > left || left === 0)
    fail('exceeds-payment', `Of this payment ${left.toLocaleString('en')} kobo are left to give back.`);
  const givenUp = money.refunds
    .filter(({ transactionId }) => transactionId === attempt.transactionId)
    .reduce((sum, { unearnedKobo = 0 }) => sum + unearnedKobo, 0);
  return { kobo, unearnedKobo: Math.min(kobo, Math.max(0, earned.kobo - givenUp)) };
}
