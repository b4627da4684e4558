import * as z from 'zod';
import { type Chargeback, chargebackOutcomes, chargebackStates } from '../domain/chargeback.ts';
import { worthParts } from '../domain/subscription-worth.ts';
import { entity, type Key } from './entity.ts';

/** Chargebacks lie with their payment. */
export const Chargebacks = entity<Chargeback>({
  name: 'chargeback',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ chargebackId }) => chargebackId,
    open: ['kobo', 'state', 'endedAs'],
  },
  schema: z.object({
    chargebackId: z.string(),
    accountId: z.string(),
    paymentId: z.string(),
    transactionId: z.string(),
    kobo: z.int().min(1),
    lowered: z.object({ number: z.int().min(1), part: z.enum(worthParts), kobo: z.int().min(1) }).optional(),
    state: z.enum(chargebackStates),
    endedAs: z.enum(chargebackOutcomes).optional(),
    endedBy: z.string().optional(),
    endNote: z.string().optional(),
    endOrder: z.string().optional(),
    createdAt: z.string(),
    updatedAt: z.string(),
    revision: z.int(),
  }),
  keys: ({ paymentId, chargebackId }) => chargebackKey(paymentId, chargebackId),
});

const chargebackKey = (paymentId: string, chargebackId: string): Key => ({
  pk: `payment#${paymentId}`,
  sk: `chargeback#${chargebackId}`,
});

/** All chargebacks of a payment. */
export async function listOf(paymentId: string): Promise<Chargeback[]> {
  const found: Chargeback[] = [];
  for await (const each of Chargebacks.all(`payment#${paymentId}`, 'chargeback#')) found.push(each);
  return found;
}
