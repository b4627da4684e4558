import * as chargebacks from '../data/chargebacks.ts';
import * as payments from '../data/payments.ts';
import * as refunds from '../data/refunds.ts';
import * as wallets from '../data/wallets.ts';
import { notFound } from '../domain/fault.ts';
import { type Earned, isUndecided, type PaymentMoney } from '../domain/giving-back.ts';
import { openKobo } from '../domain/ledger/hold.ts';
import type { PaymentAttempt } from '../domain/payment-attempt.ts';

/** All that is known of a payment's money, with what waits for a decision. */
export interface ReadMoney extends PaymentMoney {
  undecided: PaymentAttempt[];
  /** What the hold of an attempt's money still has. */
  heldKobo: (attempt: PaymentAttempt) => number;
}

/** Throws `not-found` for a payment that does not exist. */
export async function readMoney(paymentId: string): Promise<ReadMoney> {
  const payment = (await payments.find(paymentId)) ?? notFound('payment');
  // The attempts before the refunds: whoever gives back moves an attempt on, and is noticed.
  const attempts = await payments.attemptsAt(paymentId);
  const [given, taken, { holds }] = await Promise.all([
    refunds.listOf(paymentId),
    chargebacks.listOf(paymentId),
    wallets.readWithHolds(
      payment.accountId,
      attempts.flatMap(({ holdId }) => holdId ?? []),
    ),
  ]);
  const heldKobo = ({ holdId }: PaymentAttempt): number => {
    const hold = holdId === undefined ? undefined : holds.get(holdId);
    return hold ? openKobo(hold) : 0;
  };
  const undecided = attempts.filter((attempt) => isUndecided(attempt, given, heldKobo(attempt)));
  return { payment, attempts, refunds: given, chargebacks: taken, undecided, heldKobo };
}

/** What we have earned with an attempt, by the entry that it has made. */
export async function earnedBy({ transactionId }: PaymentAttempt): Promise<Earned> {
  const entry = await wallets.findByCause(`flutterwave:${transactionId}`);
  const { lines = [], source, plan } = entry?.content ?? {};
  const kobo = lines.filter(({ account }) => account === 'revenue').reduce((sum, line) => sum + line.kobo, 0);
  return { kobo, source, plan };
}

/** Milliseconds. Refunds and reviews have clocks of their own, which come long before. */
const holdLooksAfter = 30 * 24 * 60 * 60_000;

/** When the clock of holds looks at one for money of a payment. */
export const openedAt = (at: Date): { dueAt: string } => ({
  dueAt: new Date(at.getTime() + holdLooksAfter).toISOString(),
});
