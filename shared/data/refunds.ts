import * as z from 'zod';
import type { PaymentAttempt } from '../domain/payment-attempt.ts';
import { placeOfUnconfirmed, type Refund, refundReasons, refundStates } from '../domain/refund.ts';
import { dueKeys, listDue } from './due.ts';
import { entity, type Key, type OnBroken } from './entity.ts';
import { Attempts, findAttempt } from './payments.ts';
import { commit, type Write } from './write.ts';

/** Refunds lie with their payment. */
export const Refunds = entity<Refund>({
  name: 'refund',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ refundId }) => refundId,
    open: ['kobo', 'reason', 'state'],
    quiet: ['looks', 'lookAt', 'known', 'askedAt', 'promisedAt', 'unconfirmed'],
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
    unearnedKobo: z.int().min(0).optional(),
    providerRefundId: z.string().optional(),
    known: z.array(z.string()).optional(),
    askedAt: z.string().optional(),
    promisedAt: z.string().optional(),
    endedBy: z.string().optional(),
    endNote: z.string().optional(),
    endOrder: z.string().optional(),
    unconfirmed: z.literal(true).optional(),
    refused: z.literal(true).optional(),
    createdAt: z.string(),
    looks: z.int(),
    lookAt: z.string().optional(),
    revision: z.int(),
  }),
  keys: (refund) => ({
    ...keyOf(refund),
    ...(refund.lookAt === undefined ? {} : dueKeys('refund', refund.refundId, refund.lookAt)),
    ...(refund.state === 'done' && refund.unconfirmed
      ? { gsi1pk: unconfirmed, gsi1sk: placeOfUnconfirmed(refund) }
      : {}),
  }),
});

/** Partition of the refunds of all accounts that have arrived by somebody's word alone. */
const unconfirmed = 'refunds#unconfirmed';

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

export const find = (paymentId: string, refundId: string): Promise<Refund | undefined> =>
  Refunds.get(refundKey(paymentId, refundId));

/** False when it changed in between. */
export const replace = (previous: Refund, next: Refund): Promise<boolean> =>
  commit([Refunds.replacement(previous, next)]);

/**
 * As {@link replace}, if the attempt is still as it was read before its refunds were: whoever begins to ask moves it on, so of two
 * at once one loses.
 */
export const replaceInTurn = (previous: Refund, next: Refund, attempt: PaymentAttempt): Promise<boolean> =>
  commit([Refunds.replacement(previous, next), takingTurn(attempt)]);

/** Moves an attempt on, so that of several who give back money of it at the same moment one does. */
export const takingTurn = (attempt: PaymentAttempt): Write =>
  Attempts.replacement(attempt, { ...attempt, revision: attempt.revision + 1 });

/** The attempt whose money it is, as it is now. Throws when it is gone: attempts are never removed. */
export async function attemptOf({ paymentId, transactionId }: Refund): Promise<PaymentAttempt> {
  const attempt = await findAttempt(paymentId, transactionId);
  if (!attempt) throw new Error(`the attempt ${transactionId} at ${paymentId} is missing`);
  return attempt;
}

/** By which `postpone` finds it. */
export const keyOf = ({ paymentId, refundId }: Refund): Key => refundKey(paymentId, refundId);

/** Refunds that are to be asked for, or looked at. */
export const listDueRefunds = async (at: Date, limit: number, onBroken: OnBroken): Promise<Refund[]> =>
  Refunds.getReadable(await listDue('refund', at, limit), onBroken);

/** Refunds that have arrived by somebody's word alone and were promised since a time, the oldest first; `after` is the place of one that a page has ended with. */
export async function unconfirmedSince(
  time: string,
  { limit, after }: { limit: number; after: string | undefined },
): Promise<{ items: Refund[]; after: string | undefined }> {
  const { items, end } = await Refunds.queryWhole({
    ...{ index: 'byAccount', partition: unconfirmed, limit },
    // A place has a later letter behind it, so what was the last is not read again.
    sortBetween: [after === undefined ? time : `${after}~`, '~'],
  });
  const last = items.at(-1);
  return { items, after: end && last ? placeOfUnconfirmed(last) : undefined };
}
