import { move } from '../data/ledger.ts';
import * as payments from '../data/payments.ts';
import * as providerReferences from '../data/provider-references.ts';
import { commit } from '../data/write.ts';
import { isMoney } from '../domain/ledger/posting.ts';
import { awaiting, judge, lookedAt, type Payment, putOff, type Verdict } from '../domain/payment.ts';
import { attemptOf } from '../domain/payment-attempt.ts';
import { requireWon } from '../domain/revision.ts';
import type { Outcome, PaymentProvider, Transaction } from '../payments/provider.ts';
import type { Log } from '../runtime/log.ts';
import { stepsOf, withRoom } from './payment-steps.ts';
import { chargedBy, endAtProvider } from './provider-renewal.ts';

/** What settling takes besides the payment. */
export interface Settling {
  provider: PaymentProvider;
  now: () => Date;
  newId: (prefix: 'ref') => string;
  log: Log;
}

/** A payment after it was looked at. */
export interface Settled {
  payment: Payment;
  /** False where the provider could not say how it stands. */
  isKnown: boolean;
  /** Those of its transactions that the provider calls paid. */
  paidThere: Transaction[];
}

/** Attempts against others who settle the same payment at the same moment. */
const attempts = 5;

/**
 * Asks the provider how a payment stands, and does what follows: the only way in which money of a payment comes into a wallet.
 * Anybody may call it at any time, twice at once and again after a crash: each transaction of the provider moves money once,
 * together with what it pays for. What a webhook or a browser says is never more than a reason to call this. Throws what one of the
 * transactions has failed with, once all others have been acted on.
 */
export async function settlePayment(paymentId: string, settling: Settling): Promise<Settled> {
  const { settled, failures } = await settle(paymentId, settling);
  if (failures.length > 0) throw failures[0];
  return settled;
}

/**
 * As {@link settlePayment}, for whoever waits for an answer: one transaction that fails, which the log says, does not keep them from
 * hearing what has become of the others. Throws what one has failed with where nothing could be acted on.
 */
export async function settleForAnswer(paymentId: string, settling: Settling): Promise<Settled> {
  const { settled, failures, hasActed } = await settle(paymentId, settling);
  if (failures.length > 0 && !hasActed) throw failures[0];
  return settled;
}

async function settle(
  paymentId: string,
  settling: Settling,
): Promise<{ settled: Settled; failures: unknown[]; hasActed: boolean }> {
  const { provider, now, log } = settling;
  const outcome = await provider.findTransactions(paymentId);
  if (outcome.kind === 'unavailable' || outcome.kind === 'refused') {
    log.warn('payment.not-known', { paymentId, ...wordsOf(outcome) });
    const payment = await noted(paymentId, (before) => putOff(before, now()));
    return { settled: { payment, isKnown: false, paidThere: [] }, failures: [], hasActed: false };
  }
  const told = outcome.kind === 'found' ? outcome.value : [];
  const paid = oldestFirst(told.filter(({ status }) => status === 'paid'));
  const { isKnown, failures, hasActed } = await settleEach(paymentId, paid, settling);
  const count = (status: Transaction['status']): number =>
    told.filter((each) => each.status === status).length;
  const tried = { failed: count('failed'), pending: count('pending') };
  const payment = await noted(paymentId, (before) =>
    isKnown ? lookedAt(before, tried, now()) : awaiting(before, now()),
  );
  return { settled: { payment, isKnown, paidThere: paid }, failures, hasActed };
}

/** As {@link settleForAnswer}, for somebody who only says a reference: undefined for one that we do not know, and nobody is asked. */
export async function settleKnown(paymentId: string, settling: Settling): Promise<Payment | undefined> {
  const payment = await payments.find(paymentId);
  if (!payment || payment.state === 'paid') return payment;
  return (await settleForAnswer(paymentId, settling)).payment;
}

/** Of two successes the same one pays, whoever looks. */
const oldestFirst = (transactions: readonly Transaction[]): Transaction[] =>
  transactions.toSorted(
    (left, right) =>
      (left.createdAt ?? '').localeCompare(right.createdAt ?? '') ||
      left.id.localeCompare(right.id, 'en', { numeric: true }),
  );

/** For the log only. */
const wordsOf = (outcome: Exclude<Outcome<unknown>, { kind: 'found' }>): Record<string, unknown> => ({
  outcome: outcome.kind,
  says: outcome.says,
  ...('reason' in outcome ? { reason: outcome.reason } : {}),
});

/** Acts on each by itself: one that fails must not keep the others' money from whoever paid it. */
async function settleEach(
  paymentId: string,
  paid: readonly Transaction[],
  settling: Settling,
): Promise<{ isKnown: boolean; failures: unknown[]; hasActed: boolean }> {
  let settled = 0;
  const failures: unknown[] = [];
  for (const { id: transactionId } of paid)
    try {
      if (await settleTransaction(paymentId, transactionId, settling)) settled++;
    } catch (error) {
      settling.log.error('payment.not-settled', { paymentId, transactionId, error });
      failures.push(error);
    }
  return { isKnown: settled === paid.length, failures, hasActed: settled > 0 };
}

/** False when nobody knows how this transaction stands. */
async function settleTransaction(paymentId: string, id: string, settling: Settling): Promise<boolean> {
  const { provider, log } = settling;
  if (await payments.findAttempt(paymentId, id)) return true;
  // The list only says where to look: the proof is what this one transaction is verified to be.
  const verified = await provider.findTransaction(id);
  if (verified.kind !== 'found') {
    log.warn('payment.not-verified', { paymentId, transactionId: id, ...wordsOf(verified) });
    return false;
  }
  const { value: transaction } = verified;
  if (transaction.status !== 'paid' || transaction.txRef !== paymentId || transaction.id !== id) {
    log.error('payment.contradicted', { paymentId, transactionId: id, status: transaction.status });
    return false;
  }
  // Nothing was paid, or more than there is: the provider is wrong, and an operator has to ask.
  if (!isMoney(transaction.amountKobo)) {
    const { amountKobo, currency } = transaction;
    log.error('payment.no-money', { paymentId, transactionId: id, amountKobo, currency });
    return true;
  }
  for (let attempt = 0; attempt < attempts; attempt++) {
    const payment = await payments.get(paymentId);
    const charging = await chargedBy(payment, transaction, settling);
    if (!charging) return false;
    const verdict = charging.length > 0 ? ({ kind: 'renews' } as const) : judge(payment, transaction);
    if (!(await applied(payment, transaction, verdict, settling))) continue;
    await endAtProvider(charging, settling);
    return true;
  }
  return requireWon(false);
}

/** Acts on a transaction that was paid. False when somebody else changed the payment at the same moment. */
async function applied(
  found: Payment,
  transaction: Transaction,
  verdict: Verdict,
  settling: Settling,
): Promise<boolean> {
  const { paymentId, accountId } = found;
  const at = settling.now();
  const before = await payments.findAttempt(paymentId, transaction.id);
  if (before) return true;
  const occurrence = { transaction, verdict, at, newId: settling.newId };
  const payment = await withRoom({ ...occurrence, payment: found });
  if (!payment) return false;
  const { moves, next, holdId, monthNumber, writes, tell } = await stepsOf({ ...occurrence, payment });
  const attempt = attemptOf(payment, transaction, { verdict: verdict.kind, holdId, monthNumber }, at);
  const all = [
    next ? payments.Payments.replacement(payment, next) : payments.Payments.unchanged(payment),
    ...providerReferences.insertionsOf(attempt),
    ...writes,
  ];
  const outcome =
    moves.length === 0 ? await outcomeOf(commit(all)) : (await move(accountId, moves, at, all)).outcome;
  if (outcome === 'lost') return false;
  const told = { paymentId, transactionId: transaction.id, verdict: verdict.kind };
  settling.log[verdict.kind === 'pays' ? 'info' : 'warn']('payment.settled', told);
  if (outcome === 'moved') await tell?.(settling.log);
  return true;
}

const outcomeOf = async (made: Promise<boolean>): Promise<'moved' | 'lost'> =>
  (await made) ? 'moved' : 'lost';

/**
 * Notes a look at the payment as it is now, unless nothing is to be noted. Of many who look at the same moment one notes it; whoever loses
 * to another change leaves it to whoever looks next.
 */
async function noted(paymentId: string, look: (payment: Payment) => Payment): Promise<Payment> {
  const payment = await payments.get(paymentId);
  const next = look(payment);
  if (next === payment || (await payments.replace(payment, next))) return next;
  return payments.get(paymentId);
}
