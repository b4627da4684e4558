import * as z from 'zod';
import { fail } from '../domain/fault.ts';
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

/** Years from now that a search reaches into: each costs a page without anything in it. */
const yearsAhead = 10;

/** The times between which payments can be found; undefined where there are none. */
function periodOf(
  { from, to }: Pick<PaymentSearch, 'from' | 'to'>,
  now: Date,
): { first: string; last: string } | undefined {
  const latest = `${now.getUTCFullYear() + yearsAhead}-12-31T23:59:59.999Z`;
  const first = from !== undefined && from > firstMonth ? from : firstMonth;
  const last = to !== undefined && to < latest ? to : latest;
  return first <= last ? { first, last } : undefined;
}

const fits = (payment: Payment, search: PaymentSearch): boolean =>
  (['accountId', 'paymentId', 'email', 'state'] as const).every(
    (name) => search[name] === undefined || payment[name] === search[name],
  ) &&
  (search.purpose === undefined || purposeWord(payment.purpose) === search.purpose) &&
  (search.from === undefined || payment.createdAt >= search.from) &&
  (search.to === undefined || payment.createdAt <= search.to);

/** The newest first; a page may be short although there are more. Throws `invalid-request` for a period that ends before it begins. */
export async function search(
  page: { limit: number; cursor?: string | undefined },
  wanted: PaymentSearch,
  now: Date,
): Promise<{ items: Payment[]; nextCursor: string | undefined }> {
  const { from, to } = wanted;
  if (from !== undefined && to !== undefined && from > to)
    fail('invalid-request', 'Check from.', [
      { field: 'from', message: 'This is after the end of the period.' },
    ]);
  if (wanted.paymentId !== undefined || wanted.transactionId !== undefined)
    return { items: await named(wanted), nextCursor: undefined };
  const scope = ['all-payments', ...Object.entries(wanted).map(([name, value]) => `${name}=${value ?? ''}`)]
    .toSorted()
    .join('|');
  const after = fromCursor(scope, page.cursor);
  const period = periodOf(wanted, now);
  if (!period) return { items: [], nextCursor: undefined };
  const { items, end } = wanted.accountId
    ? await readPage(partitionOfAccount(wanted.accountId), 'byAccount', { ...page, after }, wanted, period)
    : await byMonth(
        { limit: page.limit, after },
        wanted,
        to === undefined ? { ...period, last: now.toISOString() } : period,
      );
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
  { first, last }: { first: string; last: string },
): Promise<Page<Payment>> =>
  Payments.queryWhole(
    {
      ...(index ? { index } : {}),
      partition,
      newestFirst: true,
      limit,
      after,
      // Behind a time comes the id.
      sortBetween: [first, `${last}#~`],
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
  period: { first: string; last: string },
): Promise<Page<Payment>> {
  const place = from && InMonth.parse(from);
  const oldest = period.first.slice(0, 7);
  const items: Payment[] = [];
  let month = place?.month ?? period.last.slice(0, 7);
  let after = place?.after;
  for (let read = 0; read < mostMonths && month >= oldest && items.length < limit; read++) {
    const rest = { limit: limit - items.length, after };
    const page = await readPage(partitionOfMonth(month), 'byParent', rest, wanted, period);
    items.push(...page.items);
    if (page.end) return { items, end: { month, after: page.end } };
    month = monthBefore(month);
    after = undefined;
  }
  return { items, end: month >= oldest ? { month } : undefined };
}

const monthBefore = (month: string): string =>
  new Date(Date.parse(`${month}-01`) - 24 * 60 * 60_000).toISOString().slice(0, 7);
