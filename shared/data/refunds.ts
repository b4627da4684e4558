import * as z from 'zod';
import { type Refund, refundReasons, refundStates } from '../domain/refund.ts';
import { dueKeys } from './due.ts';
import { entity, type Key } from './entity.ts';

/** Refunds lie with their payment. */
export const Refunds = entity<Refund>({
  name: 'refund',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ refundId }) => refundId,
    open: ['kobo', 'reason', 'state'],
    quiet: ['looks', 'lookAt', 'known'],
  },
  schema: z.object({
    refundId: z.string(),
    accountId: z.string(),
    paymentId: z.string(),
    transactionId: z.string(),
    kobo: z.int().min(1),
    reason: z.enum(refundReasons),
    note: z.string().optional(),
    byUserId: z.string().optional(),
    state: z.enum(refundStates),
    holdId: z.string().optional(),
    providerRefundId: z.string().optional(),
    known: z.array(z.string()).optional(),
    createdAt: z.string(),
    looks: z.int(),
    lookAt: z.string().optional(),
    revision: z.int(),
  }),
  keys: ({ refundId, paymentId, lookAt }) => ({
    ...refundKey(paymentId, refundId),
    ...(lookAt === undefined ? {} : dueKeys('refund', refundId, lookAt)),
  }),
});

const refundKey = (paymentId: string, refundId: string): Key => ({
  pk: `payment#${paymentId}`,
  sk: `refund#${refundId}`,
});

/** All refunds of a payment, the oldest first. */
export async function listOf(paymentId: string): Promise<Refund[]> {
  const found: Refund[] = [];
  for await (const refund of Refunds.all(`payment#${paymentId}`, 'refund#')) found.push(refund);
  return found;
}
