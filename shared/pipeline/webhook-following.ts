import type * as z from 'zod';
import type { HearMessage } from '../contract/jobs-payments.ts';
import * as payments from '../data/payments.ts';
import { RetryLater } from '../domain/retry-later.ts';
import type { WebhookHint } from '../payments/webhook-hint.ts';
import { type Settling, settlePayment } from './payment-settling.ts';
import { lookAtRefund } from './refunding.ts';

type Hint = z.output<typeof HearMessage>;

/** What is to be followed of what a webhook was about: nothing where no money of ours depends on it. */
export function toFollow(hint: WebhookHint | undefined): Hint[] {
  if (!hint || hint.kind === 'other') return [];
  const { kind, event, transactionId, txRef, refundId } = hint;
  return [{ kind, event, transactionId, txRef, refundId }];
}

/**
 * Looks where a webhook points. Throws `RetryLater` where the provider cannot say, so that the queue asks again; the clock does so
 * too when the queue has given up.
 */
export async function followHint(hint: Hint, settling: Settling): Promise<void> {
  const { log } = settling;
  const { event, transactionId, txRef, refundId: providerRefundId } = hint;
  if (hint.kind === 'refund') return void (await lookAtRefund({ providerRefundId, transactionId }, settling));
  if (hint.kind !== 'charge') return log.info('webhook.passed-over', { event });
  const reference = (await referenceOf(transactionId, settling)) ?? txRef;
  const payment = reference === undefined ? undefined : await payments.find(reference);
  // Money of somebody, for something that we do not know: an operator must look, and so does reconciliation.
  if (!payment) return log.error('payment.unknown', { event, transactionId, txRef: reference });
  const { isKnown } = await settlePayment(payment.paymentId, settling);
  if (!isKnown) throw new RetryLater(`nobody knows yet how ${payment.paymentId} stands`);
}

/** The reference that a transaction has for the provider, whatever the webhook calls it. */
async function referenceOf(
  transactionId: string | undefined,
  { provider }: Settling,
): Promise<string | undefined> {
  if (transactionId === undefined) return undefined;
  const found = await provider.findTransaction(transactionId);
  if (found.kind === 'unavailable' || found.kind === 'refused')
    throw new RetryLater(`nobody knows yet what ${transactionId} is`);
  return found.kind === 'found' ? found.value.txRef : undefined;
}
