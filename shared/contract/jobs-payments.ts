import * as z from 'zod';
import { job } from './job.ts';

/** Where to look; see `webhook-hint.ts`. */
export const HearMessage = z.strictObject({
  kind: z.enum(['charge', 'refund', 'subscription']),
  event: z.string(),
  transactionId: z.string().optional(),
  txRef: z.string().optional(),
  refundId: z.string().optional(),
  /** What it says; see `webhook-claim.ts`. */
  claim: z
    .strictObject({
      txRef: z.string().optional(),
      amount: z.string().optional(),
      currency: z.string().optional(),
      status: z.string().optional(),
    })
    .optional(),
  /** Who sent it. */
  from: z.strictObject({ network: z.string(), requestId: z.string() }),
});

export const hearPayment = job({
  kind: 'queue',
  queue: 'hear-payment',
  summary: 'Look after what the payment provider has told of',
  needs: ['table:read', 'table:write', 'payments:ask', 'cards:seal', 'mail:send'],
  message: HearMessage,
  batchSize: 1,
  maxReceives: 5,
  memory: 512,
  // Four calls of the provider in turn, each with its patience.
  timeout: 130,
});

export const dropWebhooks = job({
  kind: 'dead-letter',
  of: hearPayment,
  summary: 'Note webhooks that nothing came of; the clock asks about their payments all the same',
  needs: [],
  memory: 512,
  timeout: 30,
});

export const settlePayments = job({
  kind: 'schedule',
  every: 'rate(2 minutes)',
  summary: 'Ask the provider about payments that have not ended, if no webhook has come',
  needs: ['table:read', 'table:write', 'payments:ask', 'cards:seal', 'mail:send'],
  memory: 512,
  timeout: 110,
});
