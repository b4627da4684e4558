/** What the sandbox remembers. Amounts are whole hundredths of the currency; times are milliseconds since 1970. */
import * as z from 'zod';

export const methods = ['card', 'bank_transfer', 'ussd', 'mobile_money'] as const;
export const Method = z.enum(methods);
export type Method = z.output<typeof Method>;

const Customer = z.object({
  id: z.int(),
  email: z.string(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  createdAt: z.int(),
});

/** A checkout page: what `POST /payments` makes. There is no transaction before somebody tries to pay. */
export const Checkout = z.object({
  /** `flwlnk-…` */
  id: z.string(),
  txRef: z.string(),
  amount: z.int(),
  currency: z.string(),
  redirectUrl: z.string().nullable(),
  customer: Customer,
  title: z.string(),
  description: z.string(),
  paymentOptions: z.string().nullable(),
  planId: z.int().nullable(),
  meta: z.record(z.string(), z.unknown()).nullable(),
  createdAt: z.int(),
  expiresAt: z.int().nullable(),
  mostAttempts: z.int().nullable(),
  failedAttempts: z.int(),
  /** `open` pages take payments; `paid` ones still do, as a second tab would. */
  state: z.enum(['open', 'paid', 'disabled', 'expired']),
});
export type Checkout = z.output<typeof Checkout>;

export const Transaction = z.object({
  id: z.int(),
  txRef: z.string(),
  flwRef: z.string(),
  amount: z.int(),
  chargedAmount: z.int(),
  appFee: z.int(),
  currency: z.string(),
  status: z.enum(['pending', 'successful', 'failed']),
  method: Method,
  authModel: z.string(),
  narration: z.string(),
  processorResponse: z.string(),
  customer: Customer,
  /** Of cards: what charges it again. */
  token: z.string().nullable(),
  meta: z.record(z.string(), z.unknown()).nullable(),
  checkoutId: z.string().nullable(),
  planId: z.int().nullable(),
  /** Where the browser goes once the owner of a card has agreed to a tokenised charge. */
  redirectUrl: z.string().nullable(),
  createdAt: z.int(),
});
export type Transaction = z.output<typeof Transaction>;

export const Plan = z.object({
  id: z.int(),
  name: z.string(),
  /** Null: each subscriber pays what their checkout asked. */
  amount: z.int().nullable(),
  currency: z.string(),
  interval: z.string(),
  /** Cycles; 0 means until it is cancelled. */
  duration: z.int(),
  status: z.enum(['active', 'cancelled']),
  token: z.string(),
  createdAt: z.int(),
});
export type Plan = z.output<typeof Plan>;

export const Subscription = z.object({
  id: z.int(),
  planId: z.int(),
  amount: z.int(),
  customer: Customer,
  status: z.enum(['active', 'cancelled']),
  /** The payment that began it. */
  transactionId: z.int(),
  createdAt: z.int(),
  /** When its card is charged next. */
  nextAt: z.int(),
  cycles: z.int(),
  /** Renewals that failed one after another. */
  failures: z.int(),
  /** Whether the card is good for the next renewals. */
  cardWorks: z.boolean(),
});
export type Subscription = z.output<typeof Subscription>;

export const Refund = z.object({
  id: z.int(),
  transactionId: z.int(),
  flwRef: z.string(),
  amount: z.int(),
  comments: z.string(),
  status: z.string(),
  /** The trap of the study, 5.1: failed, while the status still says `completed`. */
  disbursalFailed: z.boolean(),
  createdAt: z.int(),
});
export type Refund = z.output<typeof Refund>;

/** The last is for any word that nobody has told us of. */
export const ChargebackStatus = z.enum([
  'initiated',
  'accepted',
  'declined',
  'won',
  'lost',
  'reversed',
  'closed',
]);

export const Chargeback = z.object({
  id: z.int(),
  transactionId: z.int(),
  amount: z.int(),
  status: ChargebackStatus,
  createdAt: z.int(),
});
export type Chargeback = z.output<typeof Chargeback>;

/** What charges a card again, by the transaction that first used the card. */
export const Token = z.object({ token: z.string(), transactionId: z.int(), createdAt: z.int() });
export type Token = z.output<typeof Token>;

/** A webhook on its way, or sent. */
export const Delivery = z.object({
  id: z.int(),
  /** For people: `charge.completed 8415006 successful`. */
  about: z.string(),
  transactionId: z.int().nullable(),
  body: z.string(),
  contentType: z.string(),
  state: z.enum(['waiting', 'delivered', 'given-up', 'held-back']),
  attempts: z.array(z.object({ at: z.int(), answer: z.string() })),
  createdAt: z.int(),
});
export type Delivery = z.output<typeof Delivery>;

/** Something that happens by itself once its time has come. */
export const Due = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('deliver'), deliveryId: z.int() }),
  z.object({
    kind: z.literal('settle'),
    transactionId: z.int(),
    status: z.enum(['successful', 'failed']),
    webhook: z.enum(['once', 'twice', 'late', 'never']),
  }),
  z.object({
    kind: z.literal('finish-refund'),
    refundId: z.int(),
    outcome: z.enum(['final', 'failed', 'disbursal-failed']),
  }),
  z.object({ kind: z.literal('renew'), subscriptionId: z.int() }),
]);
export type Due = z.output<typeof Due>;

/** The switches of the dashboard, and what the provider does next. */
export const Settings = z.object({
  /** Where webhooks go. */
  webhookUrl: z.url({ protocol: /^https?$/ }),
  /** Empty: nothing is signed, as with a dashboard where none is set. */
  secretHash: z.string(),
  /** Which headers are sent; which of them v3 sends today is unverified (study, 3.2). */
  verifHash: z.boolean(),
  signature: z.boolean(),
  v3Webhooks: z.boolean(),
  json: z.boolean(),
  metaInWebhook: z.boolean(),
  failedWebhooks: z.boolean(),
  refundWebhooks: z.boolean(),
  /** Which of the two shapes that were seen (study, 5.1). */
  refundShape: z.enum(['flat', 'wrapped']),
  retries: z.boolean(),
  /** Seconds between tries; 1800 at the provider. */
  retryAfter: z.number().positive(),
  /** Seconds that a receiver may take; 60 at the provider. */
  webhookTimeout: z.number().positive(),
  /** Seconds before a webhook that is told to be late. */
  lateBy: z.number().positive(),
  /** Which transaction is found by a reference that several have; unverified (study, 2.4). */
  byReference: z.enum(['newest', 'oldest']),
  /** HTTP status of a transaction that is not found; unverified (study, 2.3). */
  notFoundStatus: z.union([z.literal(400), z.literal(404)]),
  /** What reference renewals carry: that of the first payment as captured, or one of the provider (study, 4.4). */
  renewalReference: z.enum(['original', 'generated']),
  /** Whether chargebacks name the transaction and the order besides `flw_ref`; unverified (study, 5.2). */
  chargebackNames: z.enum(['all', 'flw_ref']),
  /** What happens to the next charges of tokens, and to the next refunds. */
  tokenCharge: z.enum(['successful', 'failed', 'declined', 'agreement-needed']),
  refund: z.enum(['final', 'failed', 'disbursal-failed', 'in-flight']),
  /** Seconds until a refund is final or failed. */
  refundTakes: z.number().nonnegative(),
});
export type Settings = z.output<typeof Settings>;

export const defaultSettings: Omit<Settings, 'webhookUrl' | 'secretHash'> = {
  verifHash: true,
  signature: true,
  v3Webhooks: true,
  json: true,
  metaInWebhook: true,
  failedWebhooks: true,
  refundWebhooks: true,
  refundShape: 'flat',
  retries: true,
  retryAfter: 5,
  webhookTimeout: 60,
  lateBy: 60,
  byReference: 'newest',
  notFoundStatus: 400,
  renewalReference: 'original',
  chargebackNames: 'all',
  tokenCharge: 'successful',
  refund: 'final',
  refundTakes: 10,
};
