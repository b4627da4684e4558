import type * as z from 'zod';
import type { HearMessage } from '../contract/jobs-payments.ts';
import { hearWebhook } from '../contract/payments.ts';
import { routeKeyOf } from '../contract/route.ts';
import * as payments from '../data/payments.ts';
import { insertionOf } from '../data/security-events.ts';
import { commit } from '../data/write.ts';
import { eventForgottenAt, type SecurityEvent } from '../domain/abuse.ts';
import type { Payment } from '../domain/payment.ts';
import { RetryLater } from '../domain/retry-later.ts';
import type { Transaction } from '../payments/provider.ts';
import { contradicts, saysPaid } from '../payments/webhook-claim.ts';
import type { WebhookHint } from '../payments/webhook-hint.ts';
import { type Settling, settlePayment } from './payment-settling.ts';
import { lookAtRefund } from './refunding.ts';

type Hint = z.output<typeof HearMessage>;

/** What is to be followed of what a webhook was about: nothing where no money of ours depends on it. */
export function toFollow(hint: WebhookHint | undefined, from: Hint['from']): Hint[] {
  if (!hint || hint.kind === 'other') return [];
  const { kind, event, transactionId, txRef, refundId, claim } = hint;
  return [{ kind, event, transactionId, txRef, refundId, claim, from }];
}

/** What following takes: with ids for events that an operator reads. */
export interface Following extends Settling {
  newId: (prefix: 'ref' | 'sev') => string;
  /** Whether nobody looks again: what is not known to the provider now it will not know. */
  isLast: boolean;
}

/**
 * Looks where a webhook points. Throws `RetryLater` where the provider cannot say, so that the queue asks again; the clock does so
 * too when the queue has given up. So it does where the provider knows nothing yet of what the webhook says was paid.
 */
export async function followHint(hint: Hint, following: Following): Promise<void> {
  const { log } = following;
  const { event, transactionId, txRef, refundId: providerRefundId } = hint;
  if (hint.kind === 'refund')
    return void (await lookAtRefund({ providerRefundId, transactionId }, following));
  if (hint.kind !== 'charge') return log.info('webhook.passed-over', { event });
  const transaction = await transactionOf(transactionId, following);
  const isForged = transaction !== undefined && isContradicted(hint, transaction);
  // Told once: one that has to be looked at again tells of it then, at the latest when it is for the last time.
  if (isForged && following.isLast) await tellOfForgery(hint, following);
  const reference = transaction?.txRef ?? txRef;
  const payment = reference === undefined ? undefined : await payments.find(reference);
  const paidThere = payment
    ? await settledThere(payment, following)
    : await paidBy(transaction?.status === 'paid' ? undefined : reference, following);
  if (isForged && !following.isLast) await tellOfForgery(hint, following);
  const isBelieved =
    isForged || transaction?.status === 'paid' || paidThere.some((each) => isAbout(hint, each));
  if (!isBelieved && hint.claim && saysPaid(hint.claim)) await doubt(hint, following);
  // Money of somebody, for something that we do not know: an operator must look, and so does reconciliation.
  if (!payment) log.error('payment.unknown', { event, transactionId, txRef: reference });
}

const isContradicted = ({ claim }: Hint, transaction: Transaction): boolean =>
  claim !== undefined && contradicts(claim, transaction);

/** Whether a webhook can mean this transaction: of one that it names only that, whatever else was paid with the same reference. */
const isAbout = (hint: Hint, transaction: Transaction): boolean =>
  (hint.transactionId ?? transaction.id) === transaction.id && !isContradicted(hint, transaction);

/** Settles a payment; answers what the provider calls paid of it. */
async function settledThere({ paymentId }: Payment, following: Following): Promise<Transaction[]> {
  const { isKnown, paidThere } = await settlePayment(paymentId, following);
  if (!isKnown) throw new RetryLater(`nobody knows yet how ${paymentId} stands`);
  return paidThere;
}

/** What the provider calls paid for a reference that is none of ours. */
async function paidBy(reference: string | undefined, { provider }: Settling): Promise<Transaction[]> {
  if (reference === undefined) return [];
  const found = await provider.findTransactions(reference);
  if (found.kind === 'unavailable' || found.kind === 'refused')
    throw new RetryLater(`nobody knows yet what was paid for ${reference}`);
  return found.kind === 'found' ? found.value.filter(({ status }) => status === 'paid') : [];
}

/**
 * It says that somebody has paid, and the provider knows of no such money. A genuine one may be earlier than the provider's own list, so
 * it is believed to be forged only once the queue has delivered it for the last time, most of an hour later.
 */
async function doubt(hint: Hint, following: Following): Promise<void> {
  if (!following.isLast) throw new RetryLater('the provider knows nothing yet of what this says was paid');
  await tellOfForgery(hint, following);
}

/** What the provider says of a transaction, whatever the webhook does; undefined where it knows of none. */
async function transactionOf(
  transactionId: string | undefined,
  { provider }: Settling,
): Promise<Transaction | undefined> {
  if (transactionId === undefined) return undefined;
  const found = await provider.findTransaction(transactionId);
  if (found.kind === 'unavailable' || found.kind === 'refused')
    throw new RetryLater(`nobody knows yet what ${transactionId} is`);
  return found.kind === 'found' ? found.value : undefined;
}

/** It bears our secret and says what is not so: whoever sent it knows the secret, or has altered it on its way. */
async function tellOfForgery(
  { from, transactionId, txRef }: Hint,
  { newId, now, log }: Following,
): Promise<void> {
  const at = now();
  const event: SecurityEvent = {
    eventId: newId('sev'),
    kind: 'forged-webhook',
    at: at.toISOString(),
    ...from,
    attempts: 1,
    different: 1,
    route: routeKeyOf(hearWebhook),
    expiresAt: eventForgottenAt(at),
    revision: 1,
  };
  await commit([insertionOf(event)]);
  log.warn('security.event', { ...event, transactionId, txRef });
}
