/**
 * What Flutterwave's v3 answers, read into our words. Loose on purpose: what we do not use may be anything, and what may
 * come as number or text is taken as either.
 */
import * as z from 'zod';
import type {
  Chargeback,
  ChargebackStatus,
  Page,
  Refund,
  RefundStatus,
  Subscription,
  Transaction,
  TransactionStatus,
} from './provider.ts';
import { koboOf, roundedKoboOf } from './wire-amount.ts';

/** Digits today, `chg_…` in their next version. */
const Id = z.union([z.int().nonnegative(), z.string().regex(/^[\w-]{1,64}$/)]).transform((id) => String(id));

const number = z.union([z.number(), z.string()]);

const Kobo = number.transform((amount, context) => {
  const kobo = koboOf(amount);
  if (kobo !== undefined) return kobo;
  context.addIssue({ code: 'custom', message: 'no amount with at most two decimals' });
  return z.NEVER;
});

/** Fees and what is settled are told, not compared: what cannot be read is left out. */
const RoundedKobo = number.nullish().transform((amount) => roundedKoboOf(amount ?? undefined));

const Currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/)
  .transform((code) => code.toUpperCase());

const text = z.string().nullish().catch(undefined);
const known = (value: string | null | undefined): string | undefined => value || undefined;

/** Short enough to be looked up by. */
const ProviderRef = z.string().min(1).max(200).optional().catch(undefined);

const WireCard = z
  .object({ last_4digits: text, type: text, expiry: text, token: text })
  .nullish()
  .catch(undefined);

const statuses: Record<string, TransactionStatus> = { successful: 'paid', failed: 'failed' };

export const WireTransaction = z
  .object({
    id: Id,
    tx_ref: z.string().min(1),
    flw_ref: ProviderRef,
    status: z.string(),
    amount: Kobo,
    currency: Currency,
    charged_amount: RoundedKobo,
    app_fee: RoundedKobo,
    amount_settled: RoundedKobo,
    payment_type: text,
    created_at: text,
    customer: z.object({ email: text }).nullish().catch(undefined),
    // Lists have it flat.
    customer_email: text,
    card: WireCard,
  })
  .transform(
    (wire): Transaction => ({
      id: wire.id,
      txRef: wire.tx_ref,
      providerRef: wire.flw_ref,
      status: statuses[wire.status] ?? 'pending',
      amountKobo: wire.amount,
      currency: wire.currency,
      chargedKobo: wire.charged_amount,
      feeKobo: wire.app_fee,
      settledKobo: wire.amount_settled,
      method: wire.payment_type ?? 'unknown',
      email: known(wire.customer?.email) ?? known(wire.customer_email),
      card: wire.card
        ? {
            lastDigits: known(wire.card.last_4digits),
            brand: known(wire.card.type),
            expiry: known(wire.card.expiry),
            token: known(wire.card.token),
          }
        : undefined,
      createdAt: known(wire.created_at),
    }),
  );

/** Beside the data or within it: which of the two is not written down (study, 4.5). */
const Authorisation = z
  .object({ authorization: z.object({ redirect: z.url({ protocol: /^https?$/ }) }) })
  .nullish()
  .catch(undefined);

export const WireCharge = z
  .object({
    data: z.intersection(WireTransaction, z.object({ meta: Authorisation })),
    meta: Authorisation,
  })
  .transform(({ data: { meta: within, ...transaction }, meta }) => ({
    transaction,
    agreeAt: (meta ?? within)?.authorization.redirect,
  }));

/** An object, or a text that holds one. */
const RefundMeta = z.unknown().transform((value) => {
  const given = typeof value === 'string' ? jsonOf(value) : value;
  return z.object({ disburse_status: z.string() }).safeParse(given).data;
});

/** Plain `completed` means that the refund was promised: see the study, 5.1. */
function refundStatus(status: string, disbursal: string | undefined): RefundStatus {
  if (status === 'failed' || disbursal === 'failed') return 'failed';
  return /^completed-/.test(status) ? 'done' : 'in-flight';
}

export const WireRefund = z
  .object({ id: Id, tx_id: Id, amount_refunded: Kobo, status: z.string(), meta: RefundMeta })
  .transform(
    (wire): Refund => ({
      id: wire.id,
      transactionId: wire.tx_id,
      amountKobo: wire.amount_refunded,
      status: refundStatus(wire.status, wire.meta?.disburse_status),
    }),
  );

/** Named by others' code only (study, 5.2), as most of what is known of chargebacks. */
const chargebackStatuses: Record<string, ChargebackStatus> = {
  new: 'open',
  initiated: 'open',
  pending: 'open',
  declined: 'open',
  accepted: 'lost',
  lost: 'lost',
  won: 'won',
  // Whether the chargeback was reversed or the payment is for the provider to say.
  reversed: 'unclear',
};

/** The shape of one is not in any page that was read (study, 5.2): only its id, amount and status are insisted on. */
export const WireChargeback = z
  .object({
    id: Id,
    amount: Kobo,
    status: z.string(),
    currency: Currency.nullish().catch(undefined),
    transaction_id: Id.nullish().catch(undefined),
    tx_ref: text,
    flw_ref: ProviderRef,
  })
  .transform(
    (wire): Chargeback => ({
      id: wire.id,
      transactionId: wire.transaction_id ?? undefined,
      txRef: known(wire.tx_ref),
      providerRef: wire.flw_ref,
      amountKobo: wire.amount,
      currency: wire.currency ?? undefined,
      status: chargebackStatuses[wire.status] ?? 'unknown',
    }),
  );

export const WireSubscription = z
  .object({
    id: Id,
    plan: Id,
    amount: Kobo,
    status: z.string(),
    customer: z.object({ customer_email: text }).nullish().catch(undefined),
  })
  .transform(
    (wire): Subscription => ({
      id: wire.id,
      planId: wire.plan,
      email: known(wire.customer?.customer_email),
      amountKobo: wire.amount,
      active: wire.status === 'active',
    }),
  );

/** A page of rows, each read by itself: one odd row must not hide the others. */
export const pageOf = <T>(row: z.ZodType<T>) =>
  z
    .object({
      data: z.array(z.unknown()),
      meta: z
        .object({ page_info: z.object({ current_page: z.coerce.number(), total_pages: z.coerce.number() }) })
        .nullish()
        .catch(undefined),
    })
    .transform(({ data, meta }): Page<T> => {
      const rows = data.map((each) => row.safeParse(each));
      const items = rows.flatMap(({ data: item }) => (item === undefined ? [] : [item]));
      const info = meta?.page_info;
      return {
        items,
        unreadable: rows.length - items.length,
        more: info !== undefined && info.current_page < info.total_pages,
      };
    });

export const dataOf = <T>(data: z.ZodType<T>) => z.object({ data }).transform((reply): T => reply.data);

/** As {@link dataOf}; undefined where the answer is one, and what is in it cannot be read. */
export const oddOr = <T>(data: z.ZodType<T>) =>
  z.object({ data: z.looseObject({}) }).transform((reply): T | undefined => data.safeParse(reply.data).data);

function jsonOf(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
