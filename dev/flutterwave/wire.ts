/** Answers in the shapes of Flutterwave's v3, as the study (`research/flutterwave.md`) has them. */
import { majorOf } from './amounts.ts';
import type {
  Chargeback,
  Checkout,
  Method,
  Plan,
  Refund,
  Settings,
  Subscription,
  Transaction,
} from './records.ts';

export const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** Ours, at the provider; as in the samples. */
const accountId = 20_937;

const walletTypes: Record<string, string> = {
  GHS: 'mobilemoneygh',
  KES: 'mpesa',
  TZS: 'mobilemoneytz',
  XAF: 'mobilemoneysn',
  ZMW: 'mobilemoneyzm',
};

export const paymentType = (method: Method, currency: string): string =>
  method === 'mobile_money' ? (walletTypes[currency] ?? 'opay') : method;

/** The card of every payment by card; the test card of the study, 6.2. */
const card = {
  first_6digits: '553188',
  last_4digits: '2950',
  issuer: 'MASTERCARD  CREDIT',
  country: 'NIGERIA NG',
  type: 'MASTERCARD',
  expiry: '09/32',
};

/** Fee, and 7.5 % VAT on it in naira (study, 2.4, inferred). */
const settledOf = ({ amount, appFee, currency }: Transaction): number =>
  amount - appFee - (currency === 'NGN' ? Math.round(appFee * 0.075) : 0);

function common(transaction: Transaction): object {
  const { customer } = transaction;
  return {
    id: transaction.id,
    tx_ref: transaction.txRef,
    flw_ref: transaction.flwRef,
    device_fingerprint: 'N/A',
    amount: majorOf(transaction.amount),
    currency: transaction.currency,
    charged_amount: majorOf(transaction.chargedAmount),
    app_fee: majorOf(transaction.appFee),
    merchant_fee: 0,
    processor_response: transaction.processorResponse,
    auth_model: transaction.authModel,
    ip: '127.0.0.1',
    narration: transaction.narration,
    status: transaction.status,
    payment_type: paymentType(transaction.method, transaction.currency),
    created_at: timeOf(transaction.createdAt),
    account_id: accountId,
    customer: {
      id: customer.id,
      name: customer.name ?? 'Anonymous customer',
      phone_number: customer.phone,
      email: customer.email,
      created_at: timeOf(customer.createdAt),
    },
  };
}

/** Of verify and of a tokenised charge: the only places with a token, and where what is settled is known. */
export const verified = (transaction: Transaction): object => ({
  ...common(transaction),
  ...(transaction.method === 'card' ? { card: { ...card, token: transaction.token } } : {}),
  meta: transaction.meta,
  ...(transaction.status === 'successful' ? { amount_settled: majorOf(settledOf(transaction)) } : {}),
});

/** A row of the list: ids are texts, the customer is flat, and what is not settled is null (study, 2.1). */
export const listed = (transaction: Transaction): object => ({
  id: String(transaction.id),
  tx_ref: transaction.txRef,
  flw_ref: transaction.flwRef,
  device_fingerprint: 'N/A',
  amount: majorOf(transaction.amount),
  currency: transaction.currency,
  charged_amount: majorOf(transaction.chargedAmount),
  app_fee: transaction.status === 'successful' ? majorOf(transaction.appFee) : null,
  merchant_fee: 0,
  processor_response: transaction.processorResponse,
  auth_model: transaction.authModel,
  ip: '127.0.0.1',
  narration: transaction.narration,
  status: transaction.status,
  payment_type: paymentType(transaction.method, transaction.currency),
  created_at: timeOf(transaction.createdAt),
  amount_settled: transaction.status === 'successful' ? majorOf(settledOf(transaction)) : null,
  account_id: String(accountId),
  customer_name: transaction.customer.name,
  customer_email: transaction.customer.email,
});

/** Of a webhook: a card without its token (study, 2.2). Merchant's meta stands beside, not within (3.4 c). */
export function chargeWebhook(transaction: Transaction, withMeta: boolean): object {
  const { method, currency, meta } = transaction;
  return {
    event: 'charge.completed',
    data: { ...common(transaction), ...(method === 'card' ? { card: { ...card, country: 'NG' } } : {}) },
    ...(withMeta && meta ? { meta_data: meta } : {}),
    'event.type': eventType(method, currency),
  };
}

const eventType = (method: Method, currency: string): string =>
  `${paymentType(method, currency).toUpperCase()}_TRANSACTION`;

/** While the dashboard's switch for v3 webhooks is off (study, 3.4 h). */
export function legacyWebhook(transaction: Transaction): object {
  const { customer } = transaction;
  return {
    id: transaction.id,
    txRef: transaction.txRef,
    flwRef: transaction.flwRef,
    orderRef: `URF_${transaction.id}`,
    paymentPlan: transaction.planId,
    paymentPage: null,
    createdAt: timeOf(transaction.createdAt),
    amount: majorOf(transaction.amount),
    charged_amount: majorOf(transaction.chargedAmount),
    status: transaction.status,
    IP: '127.0.0.1',
    currency: transaction.currency,
    appfee: majorOf(transaction.appFee),
    merchantfee: 0,
    merchantbearsfee: 1,
    charge_type: 'normal',
    customer: {
      id: customer.id,
      phone: customer.phone,
      fullName: customer.name ?? 'Anonymous customer',
      customertoken: null,
      email: customer.email,
      createdAt: timeOf(customer.createdAt),
    },
    entity:
      transaction.method === 'card'
        ? { card6: card.first_6digits, card_last4: card.last_4digits }
        : { account_number: '0123456789', first_name: 'NO-NAME', last_name: 'NO-LNAME' },
    'event.type': eventType(transaction.method, transaction.currency),
  };
}

export const planned = (plan: Plan, created = false): object => ({
  id: plan.id,
  name: plan.name,
  // A text when it is created and a number when it is fetched (study, 4.1).
  amount: created ? String(majorOf(plan.amount ?? 0)) : majorOf(plan.amount ?? 0),
  interval: plan.interval,
  duration: plan.duration,
  status: plan.status,
  currency: plan.currency,
  plan_token: plan.token,
  created_at: timeOf(plan.createdAt),
});

export const subscribed = (subscription: Subscription): object => ({
  id: subscription.id,
  amount: majorOf(subscription.amount),
  customer: { id: subscription.customer.id, customer_email: subscription.customer.email },
  plan: subscription.planId,
  status: subscription.status,
  created_at: timeOf(subscription.createdAt),
});

/** From memory of the guide: unverified (study, 3.4 j). */
export const cancelledWebhook = (subscription: Subscription, plan: Plan): object => ({
  event: 'subscription.cancelled',
  data: {
    status: 'deactivated',
    currency: plan.currency,
    amount: majorOf(subscription.amount),
    customer: { email: subscription.customer.email, full_name: subscription.customer.name },
    plan: {
      id: plan.id,
      name: plan.name,
      amount: majorOf(plan.amount ?? 0),
      currency: plan.currency,
      interval: plan.interval,
      duration: plan.duration,
      status: plan.status,
      date_created: timeOf(plan.createdAt),
    },
  },
});

export const refunded = (refund: Refund): object => ({
  id: refund.id,
  account_id: accountId,
  tx_id: refund.transactionId,
  flw_ref: refund.flwRef,
  wallet_id: 74_639,
  amount_refunded: majorOf(refund.amount),
  status: refund.status,
  destination: 'payment_source',
  comments: refund.comments,
  // An object, or the text of one: both were seen (study, 5.1).
  meta: refund.disbursalFailed
    ? JSON.stringify({ source: 'availablebalance', disburse_status: 'failed' })
    : { source: 'availablebalance' },
  created_at: timeOf(refund.createdAt),
});

/** One of the two shapes that others' code takes (study, 5.1); which one v3 sends today is unverified. */
export function refundWebhook(refund: Refund, shape: 'flat' | 'wrapped'): object {
  const flat = {
    id: refund.id,
    AmountRefunded: majorOf(refund.amount),
    status: refund.status,
    FlwRef: refund.flwRef,
    TransactionId: refund.transactionId,
  };
  if (shape === 'flat') return flat;
  const more = {
    destination: 'payment_source',
    comments: refund.comments,
    settlement_id: 'NEW',
    meta: refund.disbursalFailed ? '{"disburse_status":"failed"}' : '{}',
    createdAt: timeOf(refund.createdAt),
    updatedAt: timeOf(refund.createdAt),
    walletId: 74_639,
    AccountId: accountId,
  };
  return { event: 'refund.completed', data: { ...flat, ...more } };
}

/** No page that was read shows one: unverified (study, 5.2). */
export const chargedBack = (
  chargeback: Chargeback,
  transaction: Transaction,
  names: Settings['chargebackNames'],
): object => ({
  id: chargeback.id,
  amount: majorOf(chargeback.amount),
  currency: transaction.currency,
  flw_ref: transaction.flwRef,
  status: chargeback.status,
  stage: 'new',
  comment: 'customer does not know the charge',
  ...(names === 'all' ? { transaction_id: transaction.id, tx_ref: transaction.txRef } : {}),
  created_at: timeOf(chargeback.createdAt),
});

export const hostedPath = (checkout: Pick<Checkout, 'id'>): string => `/hosted/pay/${checkout.id}`;
