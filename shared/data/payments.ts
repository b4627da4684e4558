import * as z from 'zod';
import {
  type Payment,
  type PurposeWord,
  paymentMethods,
  paymentStates,
  products,
  purposeWord,
} from '../domain/payment.ts';
import { type PaymentAttempt, verdicts } from '../domain/payment-attempt.ts';
import { paidPlans } from '../domain/plan.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { dueKeys, listDue } from './due.ts';
import { entity, type Key, type OnBroken } from './entity.ts';
import { commit, type Write } from './write.ts';

/**
 * Payments lie outside of their account, under their own ids, because the provider names nothing else; they outlive the account, as
 * its ledger does. Whoever asks for an account compares `accountId`.
 */

const Purpose = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('top-up') }),
  z.object({
    kind: z.literal('plan'),
    plan: z.enum(paidPlans),
    occasion: z.enum(['start', 'upgrade', 'renewal']),
    subscriptionId: z.string(),
    number: z.int().min(1),
    worthKobo: z.int().min(0),
    used: z.int(),
  }),
  z.object({ kind: z.literal('product'), product: z.enum(products), reference: z.string() }),
]);

export const Payments = entity<Payment>({
  name: 'payment',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ paymentId }) => paymentId,
    open: ['amountKobo', 'state', 'receivedKobo', 'refundedKobo', 'chargedBackKobo'],
    quiet: ['looks', 'lookAt'],
  },
  schema: z.object({
    paymentId: z.string(),
    accountId: z.string(),
    purpose: Purpose,
    priceList: z.string(),
    amountKobo: z.int().min(1),
    currency: z.literal('NGN'),
    state: z.enum(paymentStates),
    userId: z.string(),
    email: z.string(),
    methods: z.array(z.enum(paymentMethods)).optional(),
    checkout: z.object({ address: z.string(), expiresAt: z.string() }).optional(),
    transactionId: z.string().optional(),
    paidAt: z.string().optional(),
    method: z.string().optional(),
    card: z.object({ lastDigits: z.string().optional(), brand: z.string().optional() }).optional(),
    receivedKobo: z.int().min(0).optional(),
    refundedKobo: z.int().min(0),
    chargedBackKobo: z.int().min(1).optional(),
    createdAt: z.string(),
    looks: z.int(),
    lookAt: z.string().optional(),
    revision: z.int(),
  }),
  keys: ({ paymentId, accountId, createdAt, lookAt }) => ({
    ...paymentKey(paymentId),
    gsi1pk: partitionOfAccount(accountId),
    gsi1sk: `${createdAt}#${paymentId}`,
    gsi2pk: partitionOfMonth(createdAt.slice(0, 7)),
    gsi2sk: `${createdAt}#${paymentId}`,
    ...(lookAt === undefined ? {} : dueKeys('payment', paymentId, lookAt)),
  }),
});

const paymentKey = (paymentId: string): Key => ({ pk: `payment#${paymentId}`, sk: 'payment' });

/** Partition of the payments of all accounts that were begun in a month, UTC: `2026-11`. */
export const partitionOfMonth = (month: string): string => `payments-of#${month}`;

/** Partition of the payments of an account. */
export const partitionOfAccount = (accountId: string): string => `payments#${accountId}`;

export const find = (paymentId: string): Promise<Payment | undefined> => Payments.get(paymentKey(paymentId));

/** Throws for one that is gone: payments are never removed. */
export async function get(paymentId: string): Promise<Payment> {
  const payment = await find(paymentId);
  if (!payment) throw new Error(`the payment ${paymentId} is missing`);
  return payment;
}

/** A payment of an account; undefined alike for one of another account. */
export async function findOf(accountId: string, paymentId: string): Promise<Payment | undefined> {
  const payment = await find(paymentId);
  return payment?.accountId === accountId ? payment : undefined;
}

/** What lies with a user leads to what they pay for, in whatever account, and goes with them. */
interface PaymentOfUser {
  userId: string;
  paymentId: string;
  revision: number;
}

const PaymentsOfUsers = entity<PaymentOfUser>({
  name: 'payment-of-user',
  // The payment is noted.
  audit: 'none',
  schema: z.object({ userId: z.string(), paymentId: z.string(), revision: z.int() }),
  keys: ({ userId, paymentId }) => ({ pk: `user#${userId}`, sk: `${ofUserPrefix}${paymentId}` }),
});

const ofUserPrefix = 'payment#';

/** What stores a new payment, and makes it be found by whoever began it. */
export const insertionsOf = (payment: Payment): Write[] => {
  const { userId, paymentId } = payment;
  return [Payments.insertion(payment), PaymentsOfUsers.insertion({ userId, paymentId, revision: 1 })];
};

/** False when it exists already. */
export const insert = (payment: Payment): Promise<boolean> => commit(insertionsOf(payment));

/** Payments that a user has begun, in all accounts. */
export async function* allOfUser(userId: string): AsyncGenerator<Payment> {
  for await (const { paymentId } of PaymentsOfUsers.all(`user#${userId}`, ofUserPrefix))
    yield await get(paymentId);
}

/** False when it changed in between. */
export const replace = (previous: Payment, next: Payment): Promise<boolean> =>
  commit([Payments.replacement(previous, next)]);

/** What narrows a list of payments; what is left out does not matter. */
export interface PaymentFilter {
  state?: Payment['state'] | undefined;
  /** `top-up`, `plan`, or a product. */
  purpose?: PurposeWord | undefined;
}

/** Payments of an account, the newest first; a page may be short although there are more. */
export async function listOf(
  accountId: string,
  page: { limit: number; cursor?: string | undefined },
  { state, purpose }: PaymentFilter,
): Promise<{ items: Payment[]; nextCursor: string | undefined }> {
  const scope = ['payments', accountId, state ?? '', purpose ?? ''].join('|');
  const { items, end } = await Payments.queryWhole(
    {
      index: 'byAccount',
      partition: partitionOfAccount(accountId),
      newestFirst: true,
      limit: page.limit,
      after: fromCursor(scope, page.cursor),
    },
    (payment) =>
      (state === undefined || payment.state === state) &&
      (purpose === undefined || purposeWord(payment.purpose) === purpose),
  );
  return { items, nextCursor: toCursor(scope, end) };
}

/** Where a payment stands among those of its account. */
export const placeOf = ({ createdAt, paymentId }: Payment): string => `${createdAt}#${paymentId}`;

/** Payments of an account, the oldest first; those behind a place where one is named. */
export async function* all(accountId: string, after = ''): AsyncGenerator<Payment> {
  for (let from = after; ; ) {
    const { items, end } = await Payments.queryWhole({
      index: 'byAccount',
      partition: `payments#${accountId}`,
      sortBetween: [`${from}!`, '~'],
      limit: 100,
    });
    yield* items;
    const last = items.at(-1);
    if (!end || !last) return;
    from = placeOf(last);
  }
}

/** By which `postpone` finds it. */
export const keyOf = ({ paymentId }: Payment): Key => paymentKey(paymentId);

/** Payments that the provider is to be asked about. */
export const listDuePayments = async (at: Date, limit: number, onBroken: OnBroken): Promise<Payment[]> =>
  Payments.getReadable(await listDue('payment', at, limit), onBroken);

const attemptKey = (paymentId: string, transactionId: string): Key => ({
  pk: `payment#${paymentId}`,
  sk: `${attemptPrefix}${transactionId}`,
});

const attemptPrefix = 'attempt#';

/** Verdicts on money that somebody may have to decide about. */
const decidable: readonly PaymentAttempt['verdict'][] = ['too-little', 'other-currency'];

/** Partition of the attempts that brought such money. */
const partitionOfVerdict = (verdict: PaymentAttempt['verdict']): string => `attempts#${verdict}`;

export const Attempts = entity<PaymentAttempt>({
  name: 'payment-attempt',
  // What it does is noted of its payment, and in the ledger.
  audit: 'none',
  schema: z.object({
    paymentId: z.string(),
    accountId: z.string(),
    transactionId: z.string(),
    providerRef: z.string().optional(),
    amountKobo: z.int(),
    currency: z.string(),
    feeKobo: z.int().optional(),
    method: z.string(),
    verdict: z.enum(verdicts),
    holdId: z.string().optional(),
    monthNumber: z.int().min(1).optional(),
    paidAt: z.string(),
    revision: z.int(),
  }),
  keys: ({ paymentId, transactionId, paidAt, verdict }) => ({
    ...attemptKey(paymentId, transactionId),
    // Of all accounts, because nobody else's list shows it.
    ...(decidable.includes(verdict) ? { gsi1pk: partitionOfVerdict(verdict), gsi1sk: paidAt } : {}),
    // By which a chargeback leads to its payment.
    gsi2pk: `transaction#${transactionId}`,
    gsi2sk: paidAt,
  }),
});

/** The attempt at a payment that the provider knows by this id, if it has been acted on. */
export const findAttempt = (paymentId: string, transactionId: string): Promise<PaymentAttempt | undefined> =>
  Attempts.get(attemptKey(paymentId, transactionId));

/** All attempts at a payment that brought money. */
export async function attemptsAt(paymentId: string): Promise<PaymentAttempt[]> {
  const found: PaymentAttempt[] = [];
  for await (const each of Attempts.all(`payment#${paymentId}`, attemptPrefix)) found.push(each);
  return found;
}

/** The attempt that the provider knows by this id; undefined where it has brought us nothing. */
export async function attemptBy(transactionId: string): Promise<PaymentAttempt | undefined> {
  const partition = `transaction#${transactionId}`;
  const { items } = await Attempts.queryWhole({ index: 'byParent', partition, limit: 1 });
  return items[0];
}

/** Attempts by payment and transaction, in one call; those that have brought us nothing are left out. */
export const findAttempts = (
  places: readonly Pick<PaymentAttempt, 'paymentId' | 'transactionId'>[],
): Promise<PaymentAttempt[]> =>
  Attempts.getMany(places.map(({ paymentId, transactionId }) => attemptKey(paymentId, transactionId)));

/** Attempts that brought too little, or money of another currency, since a time: of either the latest, at most so many. */
export async function decidableAttemptsSince(
  time: string,
  limit: number,
  onBroken: OnBroken,
): Promise<PaymentAttempt[]> {
  const found = await Promise.all(
    decidable.map((verdict) =>
      Attempts.queryWhole(
        {
          ...{ index: 'byAccount', partition: partitionOfVerdict(verdict), newestFirst: true, limit },
          sortBetween: [time, '~'],
        },
        () => true,
        onBroken,
      ),
    ),
  );
  return found.flatMap(({ items }) => items);
}

/** Payments that were begun on a day, UTC, the oldest first; `after` is that which a page has ended with. */
export async function begunOn(
  day: string,
  { limit, after }: { limit: number; after: string | undefined },
): Promise<{ items: Payment[]; after: string | undefined }> {
  const { items, end } = await Payments.queryWhole({
    index: 'byParent',
    partition: partitionOfMonth(day.slice(0, 7)),
    // A moment has a later letter behind it than the end of one, so what was the last is not read again.
    sortBetween: [after === undefined ? day : `${after}~`, `${day}~`],
    limit,
  });
  const last = items.at(-1);
  return { items, after: end && last ? `${last.createdAt}#${last.paymentId}` : undefined };
}

/** Payments under review that were begun in a month, UTC, at most so many. */
export async function reviewedOf(month: string, limit: number, onBroken: OnBroken): Promise<Payment[]> {
  const { items } = await Payments.queryWhole(
    { index: 'byParent', partition: partitionOfMonth(month), where: { state: 'review' }, limit },
    ({ state }) => state === 'review',
    onBroken,
  );
  return items;
}
