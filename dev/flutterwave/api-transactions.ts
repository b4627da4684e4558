/** `/transactions`: what became of payments (study, 2). */
import * as z from 'zod';
import type { EmulatorReply } from '../emulators/emulator.ts';
import { Amount } from './api-payments.ts';
import { offsetOf, pageInfo, pageOf, Refused, success } from './api-reply.ts';
import type { Context } from './context.ts';
import { announceCharge } from './deliveries.ts';
import { givenBody } from './given-body.ts';
import type { Transaction } from './records.ts';
import { addRefund, refundable } from './refunds.ts';
import { listed, refunded, timeOf, verified } from './wire.ts';

/** The transaction of a path, or the provider's own words that there is none (study, 2.3). */
export function transactionOf({ store }: Context, id: string): Transaction {
  const transaction = /^\d{1,15}$/.test(id) ? store.transactions.get(id) : undefined;
  if (transaction) return transaction;
  throw new Refused(store.settings().notFoundStatus, 'No transaction was found for this id');
}

export const verifyById = (context: Context, id: string): EmulatorReply =>
  success('Transaction fetched successfully', verified(transactionOf(context, id)));

export function verifyByReference(context: Context, query: URLSearchParams): EmulatorReply {
  const txRef = query.get('tx_ref');
  if (!txRef) throw new Refused(400, 'tx_ref is required');
  const found = context.store.transactions.by(txRef);
  const { byReference } = context.store.settings();
  return verifyById(context, String(found.at(byReference === 'newest' ? 0 : -1)?.id ?? ''));
}

const Day = z.iso.date();
const Query = z.object({
  page: z.coerce.number().int().min(1).catch(1),
  tx_ref: z.string().optional(),
  from: Day.optional(),
  to: Day.optional(),
  status: z.string().optional(),
  currency: z.string().optional(),
  customer_email: z.string().optional(),
});

const day = 24 * 3_600_000;

/** Of the parameters only from, to, page and tx_ref are sure; the others are unverified (study, 2.1). */
export function listTransactions({ store }: Context, query: URLSearchParams): EmulatorReply {
  const given = Query.safeParse(Object.fromEntries(query));
  if (!given.success) throw new Refused(400, 'from and to must be dates: YYYY-MM-DD');
  const { page, tx_ref, from, to, status, currency, customer_email } = given.data;
  const between = {
    from: from === undefined ? 0 : Date.parse(from),
    to: to === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(to) + day,
  };
  const respond = (items: Transaction[], meta: object): EmulatorReply =>
    success('Transactions fetched', items.map(listed), meta);
  if ([tx_ref, status, currency, customer_email].every((filter) => filter === undefined)) {
    const { offset, limit } = offsetOf(page);
    const { items, total } = store.transactions.page(offset, limit, between);
    return respond(items, pageInfo(total, page));
  }
  const candidates =
    tx_ref === undefined
      ? store.transactions.page(0, Number.MAX_SAFE_INTEGER, between).items
      : store.transactions.by(tx_ref);
  const matching = candidates.filter(
    (each) =>
      each.createdAt >= between.from &&
      each.createdAt < between.to &&
      (status === undefined || each.status === status) &&
      (currency === undefined || each.currency === currency) &&
      (customer_email === undefined || each.customer.email === customer_email),
  );
  const { items, meta } = pageOf(matching, page);
  return respond(items, meta);
}

/** The fields of an event are unverified. */
export function transactionEvents(context: Context, id: string): EmulatorReply {
  const { createdAt, status } = transactionOf(context, id);
  const events = ['Transaction was initiated', `Transaction is ${status}`];
  return success(
    'Transaction events fetched',
    events.map((message) => ({ note: message, actor: 'customer', created_at: timeOf(createdAt) })),
  );
}

export function resendHook(context: Context, id: string): EmulatorReply {
  announceCharge(context, transactionOf(context, id), 'once');
  return success('hook sent successfully', 'hook sent');
}

const NewRefund = z.object({
  amount: Amount.optional(),
  comments: z.string().max(500).default(''),
  callbackurl: z.url().optional(),
});

/** What refusals say is unverified. The balance that refunds are taken from is taken to be enough. */
export function refundTransaction(context: Context, id: string, body: Buffer): EmulatorReply {
  const transaction = transactionOf(context, id);
  if (transaction.status !== 'successful')
    throw new Refused(400, 'Only successful transactions can be refunded');
  const { amount: asked, comments } = givenBody(NewRefund, body);
  const left = refundable(context, transaction);
  const amount = asked ?? left;
  if (amount > left || amount === 0) throw new Refused(400, 'Refund amount exceeds what is left to refund');
  return success(
    'Transaction refund initiated',
    refunded(addRefund(context, transaction, { amount, comments })),
  );
}

export function getRefund({ store }: Context, id: string): EmulatorReply {
  const refund = store.refunds.get(id);
  if (!refund) throw new Refused(store.settings().notFoundStatus, 'No refund was found for this id');
  return success('Refund fetched', refunded(refund));
}

/** `id` is that of the transaction (study, 5.1). That days narrow it is unverified. */
export function listRefunds({ store }: Context, query: URLSearchParams): EmulatorReply {
  const id = query.get('id');
  const from = Date.parse(query.get('from') ?? '1970-01-01');
  const until = Date.parse(query.get('to') ?? '9999-12-30') + day;
  const all = id === null ? store.refunds.newest(1_000) : store.refunds.by(id);
  const within = all.filter(({ createdAt }) => createdAt >= from && createdAt < until);
  const { items, meta } = pageOf(within, pageNumber(query));
  return success('Refunds fetched', items.map(refunded), meta);
}

export const pageNumber = (query: URLSearchParams): number =>
  z.coerce
    .number()
    .int()
    .min(1)
    .catch(1)
    .parse(query.get('page') ?? 1);
