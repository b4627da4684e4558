import * as z from 'zod';
import type { Payment, PurposeWord } from '../domain/payment.ts';
import { purposeWord } from '../domain/payment.ts';
import { fromCursor, toCursor } from './cursor.ts';
import type { Page, Position, Query } from './entity.ts';
import { attemptBy, find, Payments, partitionOfAccount, partitionOfMonth } from './payments.ts';

/** Payments of all accounts, as administrators look for them. What is left out does not matter. */
export interface PaymentSearch {
  accountId?: string | undefined;
  paymentId?: string | undefined;
  /** The provider's. */
  transactionId?: string | undefined;
  /** Whole, in small letters. */
  email?: string | undefined;
  state?: Payment['state'] | undefined;
  purpose?: PurposeWord | undefined;
  /** When it was begun: RFC 3339 in UTC, both included. */
  from?: string | undefined;
  to?: string | undefined;
}

/** Before this month nobody could pay. */
const firstMonth = '2026-11';

const fits = (payment: Payment, search: PaymentSearch): boolean =>
  (['accountId', 'paymentId', 'email', 'state'] as const).every(
    (name) => search[name] === undefined || payment[name] === search[name],
  ) &&
  (search.purpose === undefined || purposeWord(payment.purpose) === search.purpose) &&
  (search.from === undefined || payment.createdAt >= search.from) &&
  (search.to === undefined || payment.createdAt <= search.to);

/** The newest first; a page may be short although there are more. */
export async function search(
  page: { limit: number; cursor?: string | undefined },
  wanted: PaymentSearch,
  now: Date,
): Promise<{ items: Payment[]; nextCursor: string | undefined }> {
  if (wanted.paymentId !== undefined || wanted.transactionId !== undefined)
    return { items: await named(wanted), nextCursor: undefined };
  const scope = ['all-payments', ...Object.entries(wanted).map(([name, value]) => `${name}=${value ?? ''}`)]
    .toSorted()
    .join('|');
  const after = fromCursor(scope, page.cursor);
  const { items, end } = wanted.accountId
    ? await readPage(partitionOfAccount(wanted.accountId), 'byAccount', { ...page, after }, wanted)
    : await byMonth({ limit: page.limit, after }, wanted, now);
  return { items, nextCursor: toCursor(scope, end) };
}

/** The one payment that is named, if it fits everything else. */
async function named(wanted: PaymentSearch): Promise<Payment[]> {
  const { paymentId, transactionId } = wanted;
  const attempt = transactionId === undefined ? undefined : await attemptBy(transactionId);
  if (transactionId !== undefined && !attempt) return [];
  const payment = await find(attempt?.paymentId ?? paymentId ?? '');
  return payment && fits(payment, wanted) ? [payment] : [];
}

const readPage = (
  partition: string,
  index: Query['index'],
  { limit, after }: { limit: number; after?: Position | undefined },
  wanted: PaymentSearch,
): Promise<Page<Payment>> =>
  Payments.queryWhole(
    {
      ...(index ? { index } : {}),
      partition,
      newestFirst: true,
      limit,
      after,
      // Behind a time comes the id.
      sortBetween: [wanted.from ?? firstMonth, wanted.to === undefined ? '~' : `${wanted.to}#~`],
    },
    (payment) => fits(payment, wanted),
  );

/** Where a search by months goes on. */
const InMonth = z.object({ month: z.string(), after: z.record(z.string(), z.unknown()).optional() });

/** Months looked at for one page at most: there may be nothing in them. */
const mostMonths = 12;

async function byMonth(
  { limit, after: from }: { limit: number; after: Position | undefined },
  wanted: PaymentSearch,
  now: Date,
): Promise<Page<Payment>> {
  const place = from && InMonth.parse(from);
  const oldest = (wanted.from ?? firstMonth).slice(0, 7);
  const items: Payment[] = [];
  let month = place?.month ?? (wanted.to ?? now.toISOString()).slice(0, 7);
  let after = place?.after;
  for (let read = 0; read < mostMonths && month >= oldest && items.length < limit; read++) {
    const rest = { limit: limit - items.length, after };
    const page = await readPage(partitionOfMonth(month), 'byParent', rest, wanted);
    items.push(...page.items);
    if (page.end) return { items, end: { month, after: page.end } };
    month = monthBefore(month);
    after = undefined;
  }
  return { items, end: month >= oldest ? { month } : undefined };
}

const monthBefore = (month: string): string =>
  new Date(Date.parse(`${month}-01`) - 24 * 60 * 60_000).toISOString().slice(0, 7);
