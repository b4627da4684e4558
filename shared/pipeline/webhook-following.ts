import type * as z from 'zod';
import type { HearMessage } from '../contract/jobs-payments.ts';
import { hearWebhook } from '../contract/payments.ts';
import { routeKeyOf } from '../contract/route.ts';
import * as payments from '../data/payments.ts';
import { insertionOf } from '../data/security-events.ts';
import { commit } from '../data/write.ts';
import { eventForgottenAt, type SecurityEvent } from '../domain/abuse.ts';
import { RetryLater } from '../domain/retry-later.ts';
import type { Transaction } from '../payments/provider.ts';
import { contradicts } from '../payments/webhook-claim.ts';
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
}

/**
 * Looks where a webhook points. Throws `RetryLater` where the provider cannot say, so that the queue asks again; the clock does so
 * too when the queue has given up.
 */
export async function followHint(hint: Hint, following: Following): Promise<void> {
  const { log } = following;
  const { event, transactionId, txRef, refundId: providerRefundId } = hint;
  if (hint.kind === 'refund')
    return void (await lookAtRefund({ providerRefundId, transactionId }, following));
  if (hint.kind !== 'charge') return log.info('webhook.passed-over', { event });
  const transaction = await transactionOf(transactionId, following);
  if (transaction && hint.claim && contradicts(hint.claim, transaction)) await tellOfForgery(hint, following);
  const reference = transaction?.txRef ?? txRef;
  const payment = reference === undefined ? undefined : await payments.find(reference);
  // Money of somebody, for something that we do not know: an operator must look, and so does reconciliation.
  if (!payment) return log.error('payment.unknown', { event, transactionId, txRef: reference });
  const { isKnown } = await settlePayment(payment.paymentId, following);
  if (!isKnown) throw new RetryLater(`nobody knows yet how ${payment.paymentId} stands`);
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
async function tellOfForgery({ from, transactionId }: Hint, { newId, now, log }: Following): Promise<void> {
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
  log.warn('security.event', { ...event, transactionId });
}
