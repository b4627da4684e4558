import { type Move, move } from '../data/ledger.ts';
import { Payments } from '../data/payments.ts';
import * as refunds from '../data/refunds.ts';
import { commit, type Write } from '../data/write.ts';
import { fail } from '../domain/fault.ts';
import { attemptToReturn, planReturn, reviewedOf, withDecision } from '../domain/giving-back.ts';
import type { Payment } from '../domain/payment.ts';
import type { PaymentAttempt } from '../domain/payment-attempt.ts';
import { withRefunds } from '../domain/payment-refund.ts';
import { queueRefund, type Refund } from '../domain/refund.ts';
import { requireWon } from '../domain/revision.ts';
import { requireOthersMoney } from './own-money.ts';
import { earnedBy, openedAt, type ReadMoney, readMoney } from './payment-money.ts';
import { returningBy } from './plan-return.ts';
import { asLongAsItStands } from './standing-account.ts';

/** What administrators decide about the money of a payment. */

/** Tries against others who change the same payment at the same moment. */
const tries = 5;

export interface ReturnAsked {
  /** Also names the hold. */
  refundId: string;
  transactionId?: string | undefined;
  /** All that is left unless given. */
  kobo?: number | undefined;
  note: string;
  byUserId: string;
}

/** A payment after money of it was decided to go back. */
export interface Returned {
  payment: Payment;
  refund: Refund;
  /** The attempt that had brought it, where that was under review until now. */
  reviewed?: PaymentAttempt;
}

/**
 * Sets money of a payment aside and has it given back: once for each refund id. Throws `insufficient-funds` when it was spent,
 * `exceeds-payment` for more than is left, `forbidden` for money of one's own account, and `invalid-request` for an attempt or an amount that does not fit.
 */
export async function giveBack(paymentId: string, asked: ReturnAsked, at: Date): Promise<Returned> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const money = await readMoney(paymentId);
    await requireOthersMoney(money.payment.accountId, asked.byUserId);
    const made = money.refunds.find(({ refundId }) => refundId === asked.refundId);
    if (made) return { payment: money.payment, refund: made };
    const given = await tryToGiveBack(money, asked, at);
    if (given) return given;
  }
  return requireWon(false);
}

/** Undefined when somebody changed something of it at the same moment. */
async function tryToGiveBack(money: ReadMoney, asked: ReturnAsked, at: Date): Promise<Returned | undefined> {
  const { payment, undecided } = money;
  const attempt = attemptToReturn(money, undecided, asked.transactionId);
  const isReviewed = undecided.includes(attempt);
  const { moves, ...what } = isReviewed
    ? returnReviewed(money, attempt, asked)
    : await returnPaid(money, attempt, asked, at);
  const { paymentId, accountId } = payment;
  const { refundId, note, byUserId } = asked;
  const { transactionId } = attempt;
  const refund = queueRefund(
    { ...{ refundId, accountId, paymentId, transactionId, note, byUserId }, ...what, reason: 'asked' },
    at,
  );
  const all = [...money.refunds, refund];
  const next = withRefunds(payment, all);
  const decided = isReviewed ? withDecision(next, undecided.length - 1) : next;
  const together = [
    refunds.Refunds.insertion(refund),
    refunds.takingTurn(attempt),
    Payments.replacement(payment, decided),
    ...(await returningBy(payment, attempt, refund, at)),
  ];
  const isMade = await made(accountId, moves, at, together);
  return isMade ? { payment: decided, refund, ...(isReviewed ? { reviewed: attempt } : {}) } : undefined;
}

/** False when somebody was first. */
const made = async (
  accountId: string,
  moves: readonly Move[],
  at: Date,
  together: readonly Write[],
): Promise<boolean> =>
  moves.length === 0 ? commit(together) : (await move(accountId, moves, at, together)).outcome === 'moved';

type Returning = Pick<Refund, 'kobo' | 'holdId' | 'unearnedKobo'> & { moves: Move[] };

/**
 * What is under review goes back as a whole, out of the hold that it lies in; what is of another currency lies in none. What the payer's
 * bank has taken of it does not go back as well: out of the hold it pays what the account owes for that.
 */
function returnReviewed(
  money: ReadMoney,
  attempt: PaymentAttempt,
  { refundId, byUserId, kobo: wanted }: ReturnAsked,
): Returning {
  const { holdId } = attempt;
  const whole = holdId === undefined ? attempt.amountKobo : money.heldKobo(attempt);
  const { restKobo, takenKobo } = reviewedOf(attempt, money, whole);
  if (restKobo === 0 && holdId !== undefined)
    fail('exceeds-payment', 'The payer’s bank has taken all of it: accept it, which pays for that.');
  if (wanted !== undefined && wanted !== restKobo)
    fail('invalid-request', 'Check kobo.', [
      { field: 'kobo', message: 'What is under review goes back as a whole: leave kobo out.' },
    ]);
  const { kobo } = planReturn(attempt, money, { kobo: 0 }, restKobo);
  if (holdId === undefined || takenKobo === 0) return { kobo, holdId, moves: [] };
  const release: Move = {
    movement: { kind: 'release', kobo: takenKobo },
    cause: `taken-back#${refundId}`,
    about: { kind: 'payment', id: attempt.paymentId },
    ...{ holdId, byUserId },
  };
  return { kobo, holdId, moves: [release] };
}

async function returnPaid(
  money: ReadMoney,
  attempt: PaymentAttempt,
  { refundId, byUserId, kobo: wanted }: ReturnAsked,
  at: Date,
): Promise<Returning> {
  const earned = await earnedBy(attempt);
  const { kobo, unearnedKobo } = planReturn(attempt, money, earned, wanted);
  const about = { kind: 'refund', id: refundId };
  const { source, plan } = earned;
  const givesUp: Move[] =
    unearnedKobo > 0 && source !== undefined
      ? [
          {
            movement: { kind: 'refund', kobo: unearnedKobo, source },
            cause: `unearn#${refundId}`,
            ...{ about, byUserId },
            ...(plan === undefined ? {} : { plan }),
          },
        ]
      : [];
  const hold: Move = {
    movement: { kind: 'hold', kobo },
    cause: `hold#${refundId}`,
    ...{ about, byUserId, holdId: refundId, opening: openedAt(at) },
  };
  return { kobo, unearnedKobo, holdId: refundId, moves: [...givesUp, hold] };
}

/**
 * Lets money that was too little for its payment come into the wallet. Throws `already-decided` when there is nothing to decide, `forbidden`
 * for money of one's own account, `not-found` where the account is gone or its time is over, unless the payer's bank has taken all of it, and `invalid-request` for money that no wallet can take.
 */
export async function acceptReviewed(
  paymentId: string,
  { transactionId, byUserId }: { transactionId?: string | undefined; byUserId: string },
  at: Date,
): Promise<Accepted> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const money = await readMoney(paymentId);
    await requireOthersMoney(money.payment.accountId, byUserId);
    const accepted = await tryToAccept(money, { transactionId, byUserId }, at);
    if (accepted) return accepted;
  }
  return requireWon(false);
}

/** A payment after money was accepted, and the attempt that had brought it. */
export interface Accepted {
  payment: Payment;
  attempt: PaymentAttempt;
}

/** Undefined when somebody changed something of it at the same moment. */
async function tryToAccept(
  money: ReadMoney,
  { transactionId, byUserId }: { transactionId?: string | undefined; byUserId: string },
  at: Date,
): Promise<Accepted | undefined> {
  const { payment, undecided } = money;
  const named = undecided.filter((each) => [undefined, each.transactionId].includes(transactionId));
  if (named.length === 0) return fail('already-decided', 'Nothing of this payment waits for a decision.');
  const attempt = attemptToReturn(money, undecided, transactionId);
  const { holdId } = attempt;
  if (holdId === undefined)
    return fail('invalid-request', 'Check transactionId.', [
      { field: 'transactionId', message: 'This money is not naira: give it back.' },
    ]);
  const next = { ...withDecision(payment, undecided.length - 1), revision: payment.revision + 1 };
  const heldKobo = money.heldKobo(attempt);
  const release: Move = {
    movement: { kind: 'release', kobo: heldKobo },
    cause: `accepted#${attempt.transactionId}`,
    about: { kind: 'payment', id: payment.paymentId },
    ...{ holdId, byUserId },
  };
  const { restKobo } = reviewedOf(attempt, money, heldKobo);
  const together = [
    // What only pays for what the bank has taken brings nothing into a wallet that nobody has.
    ...(restKobo > 0 ? [await asLongAsItStands(payment.accountId, 'Give this money back.', at)] : []),
    refunds.takingTurn(attempt),
    Payments.replacement(payment, next),
  ];
  const isMade = await made(payment.accountId, [release], at, together);
  return isMade ? { payment: next, attempt } : undefined;
}
