import type { PaidPlan } from './plan.ts';

/** Money that comes in through the provider: from the wish to pay to its end. All amounts are whole kobo. */

/** How somebody may pay on the provider's page. */
export const paymentMethods = ['card', 'bank-transfer', 'ussd', 'mobile-money'] as const;
export type PaymentMethod = (typeof paymentMethods)[number];

/** Things of which one payment buys one. */
export const products = ['book', 'card'] as const;
export type Product = (typeof products)[number];

/** What a payment is for. */
export type Purpose =
  /** All of it comes into the wallet. */
  | { kind: 'top-up' }
  | PlanPurpose
  /** One of a product; `reference` is whatever the client calls it. */
  | { kind: 'product'; product: Product; reference: string };

/** A month of a plan: the first, one of a dearer plan in the middle of a month, or one more. */
export interface PlanPurpose {
  kind: 'plan';
  plan: PaidPlan;
  occasion: 'start' | 'upgrade' | 'renewal';
  /** What it begins or goes on with, and which month of that it pays for. */
  subscriptionId: string;
  number: number;
  /** Kobo that the month is worth: what is paid, and what is credited for the month before. */
  worthKobo: number;
  /** Documents of the month before that were used when the price was made. */
  used: number;
}

/** A payment for a month of a plan. */
export type PlanPayment = Payment & { purpose: PlanPurpose };

export const isForPlan = (payment: Payment): payment is PlanPayment => payment.purpose.kind === 'plan';

/** What clients call it. */
export const purposeWords = ['top-up', 'plan', ...products] as const;
export type PurposeWord = (typeof purposeWords)[number];

export const purposeWord = (purpose: Purpose): PurposeWord =>
  purpose.kind === 'product' ? purpose.product : purpose.kind;

/**
 * `pending`: nobody has paid yet, as far as the provider knows. `failed`: the last attempt failed, and no other can be made.
 * `expired`: nobody tried in time. `review`: money came that does not fit, and somebody of ours decides. `paid` is for good;
 * of the others each may still become `paid`, because banks are late.
 */
export const paymentStates = ['pending', 'paid', 'failed', 'expired', 'review'] as const;
export type PaymentState = (typeof paymentStates)[number];

export interface Payment {
  /** Also the reference (`tx_ref`) that the provider knows it by: every checkout and every charge of a card has its own. */
  paymentId: string;
  accountId: string;
  purpose: Purpose;
  /** The list that the price comes from. */
  priceList: string;
  amountKobo: number;
  currency: 'NGN';
  state: PaymentState;
  /** Whoever began it, and where the provider writes to. */
  userId: string;
  /** Empty once the account was erased. */
  email: string;
  methods?: PaymentMethod[] | undefined;
  /** The provider's page, once it was made, and until when it takes money. */
  checkout?: { address: string; expiresAt: string } | undefined;
  /** The provider's transaction that paid. */
  transactionId?: string | undefined;
  paidAt?: string | undefined;
  /** In the provider's words, open-ended: `card`, `bank_transfer`, … */
  method?: string | undefined;
  card?: { lastDigits?: string | undefined; brand?: string | undefined } | undefined;
  /** Kobo that came for it, also too little, too much or twice; absent while nothing has, and where it came before this was noted. */
  receivedKobo?: number | undefined;
  /** Kobo given back or promised to whoever paid. */
  refundedKobo: number;
  /** Kobo that the payer's bank has taken back, and not returned; absent while it has none. */
  chargedBackKobo?: number | undefined;
  createdAt: string;
  /** How often the provider was asked. */
  looks: number;
  /** When it is asked again; absent where nothing more is awaited. */
  lookAt?: string | undefined;
  revision: number;
}

/** Minutes that a page of the provider takes money. */
export const checkoutMinutes = 60;

/** Kobo: less costs more than it brings, and more goes by transfers that are agreed upon. */
export const leastTopUpKobo = 10_000;
export const mostTopUpKobo = 1_000_000_000;

const minute = 60_000;
const hour = 60 * minute;

/** Minutes after the beginning at which the provider is asked, if no webhook has come; every hour after that (study, 9). */
const firstLooks = [2, 10, 30, 60];

/** Hours after the page has closed in which a bank may still be late (study, 7). */
const lateHours = 48;

/** Days after the page has closed in which an attempt is waited for that the provider still calls pending. */
const pendingDays = 30;

/** A new payment; it is stored before the provider hears of it, so that no money can come for something unknown. */
export function beginPayment(
  begun: Pick<
    Payment,
    'paymentId' | 'accountId' | 'purpose' | 'priceList' | 'amountKobo' | 'userId' | 'email' | 'methods'
  >,
  at: Date,
): Payment {
  return {
    ...begun,
    currency: 'NGN',
    state: 'pending',
    refundedKobo: 0,
    createdAt: at.toISOString(),
    looks: 0,
    lookAt: new Date(at.getTime() + (firstLooks[0] ?? 0) * minute).toISOString(),
    revision: 1,
  };
}

/** Whether a time is so long after a payment was begun that nobody who made it then has used its page. */
export const isLongAfter = ({ checkout, createdAt }: Payment, time: string): boolean =>
  Date.parse(time) >= Date.parse(checkout?.expiresAt ?? createdAt) + lateHours * hour;

/** When the provider's page stops taking money that is made now. */
export const checkoutEnd = (at: Date): string =>
  new Date(at.getTime() + checkoutMinutes * minute).toISOString();

/** The payment with the page where it can be made. */
export const withCheckout = (payment: Payment, address: string, at: Date): Payment => ({
  ...payment,
  // It may have had none at an earlier attempt.
  state: 'pending',
  checkout: { address, expiresAt: checkoutEnd(at) },
  lookAt: nextLook(payment, at),
  revision: payment.revision + 1,
});

/** The payment when the provider charged no card: there is no transaction, but one is looked for all the same. */
export const declined = (payment: Payment): Payment => ({
  ...payment,
  state: payment.state === 'pending' ? 'failed' : payment.state,
  revision: payment.revision + 1,
});

/** The payment when the provider made no page: nobody has its address, even if there is one. */
export const closedUnopened = (payment: Payment): Payment => ({
  ...payment,
  state: 'failed',
  lookAt: undefined,
  revision: payment.revision + 1,
});

/** Whether somebody can still begin to pay. */
export const isOpen = ({ state, checkout }: Payment, at: Date): boolean =>
  state === 'pending' && checkout !== undefined && checkout.expiresAt > at.toISOString();

/**
 * What the provider's transactions mean for a payment: it waits, or it has ended. The same payment where there is nothing to note, because
 * it is paid and nothing more is awaited.
 */
export function lookedAt(payment: Payment, attempts: { failed: number; pending: number }, at: Date): Payment {
  if (payment.state === 'paid') return payment.lookAt === undefined ? payment : looked(payment, undefined);
  const closesAt = Date.parse(payment.checkout?.expiresAt ?? payment.createdAt);
  const late = at.getTime() - closesAt;
  const isAwaited = late < (attempts.pending > 0 ? pendingDays * 24 : lateHours) * hour;
  // A charge of a card ends with its attempt; visitors of a page may have tried twice, and banks are late.
  const isOver = payment.checkout === undefined && attempts.failed > 0 && attempts.pending === 0;
  const state = payment.state === 'pending' && late >= 0 ? endOf(attempts, isAwaited) : payment.state;
  return { ...looked(payment, isAwaited && !isOver ? nextLook(payment, at) : undefined), state };
}

function endOf({ failed, pending }: { failed: number; pending: number }, isAwaited: boolean): PaymentState {
  if (failed > 0 && pending === 0) return 'failed';
  return isAwaited ? 'pending' : 'expired';
}

const looked = (payment: Payment, lookAt: string | undefined): Payment => ({
  ...payment,
  looks: payment.looks + 1,
  lookAt,
  revision: payment.revision + 1,
});

/** Soon at first, every hour for two days, and every day after that. */
function nextLook({ createdAt }: Payment, at: Date): string {
  const begun = Date.parse(createdAt);
  const next = firstLooks.map((minutes) => begun + minutes * minute).find((time) => time > at.getTime());
  const pause = at.getTime() - begun < lateHours * hour ? hour : 24 * hour;
  return new Date(next ?? at.getTime() + pause).toISOString();
}

/** The payment when money of it is there that could not be verified: it is looked at again. */
export const awaiting = (payment: Payment, at: Date): Payment => looked(payment, nextLook(payment, at));

/** The payment when nobody could be asked: it is looked at again, unless nothing more was awaited of it. */
export const putOff = (payment: Payment, at: Date): Payment =>
  payment.lookAt === undefined ? payment : awaiting(payment, at);

/** Whether it was not paid, and the clock does not ask about it any more. */
export const isLeftAlone = ({ state, lookAt }: Payment): boolean => state !== 'paid' && lookAt === undefined;

/** What a transaction means that the provider calls paid. */
export type Verdict =
  /** It pays; what is too much is given back. */
  | { kind: 'pays'; excessKobo: number }
  /** The payment was paid before: all of it is given back. */
  | { kind: 'again' }
  /** It is kept aside until somebody of ours has decided. */
  | { kind: 'too-little' }
  /** Nothing of it is counted in naira. */
  | { kind: 'other-currency' }
  /** The provider has charged for the next month of a plan of its own, with the reference of the first. */
  | { kind: 'renews' };

/** Whether money that came pays for what it was meant for. Its reference is the payment's: whoever asked saw to that. */
export function judge(payment: Payment, paid: { amountKobo: number; currency: string }): Verdict {
  if (paid.currency !== payment.currency) return { kind: 'other-currency' };
  if (payment.state === 'paid') return { kind: 'again' };
  if (paid.amountKobo < payment.amountKobo) return { kind: 'too-little' };
  return { kind: 'pays', excessKobo: paid.amountKobo - payment.amountKobo };
}

/** What is known of the transaction that paid. */
export type PaidBy = Pick<Payment, 'transactionId' | 'method' | 'card'>;

/** The payment, paid; for good. */
export const paidBy = (payment: Payment, by: PaidBy, at: Date): Payment => ({
  ...payment,
  ...by,
  state: 'paid',
  paidAt: at.toISOString(),
  lookAt: undefined,
  revision: payment.revision + 1,
});

/** The payment when money came that does not fit it, unless other money has paid it before or still pays it. */
export const underReview = (payment: Payment): Payment => ({
  ...payment,
  state: payment.state === 'paid' ? 'paid' : 'review',
  revision: payment.revision + 1,
});

/** The payment when too little came for it, all of which has paid off what the account owed: there is nothing left to decide about. */
export const fallenShort = (payment: Payment): Payment => ({
  ...payment,
  state: payment.state === 'pending' || payment.state === 'expired' ? 'failed' : payment.state,
  revision: payment.revision + 1,
});

/** What stays of a payment when whoever began it is erased: what it was for is the account's. */
export const withoutPayer = (payment: Payment): Payment => ({
  ...payment,
  email: '',
  card: undefined,
  revision: payment.revision + 1,
});

/** What stays of a payment when its account is erased: that it was, and how much. */
export const anonymised = (payment: Payment): Payment => ({
  ...withoutPayer(payment),
  purpose: payment.purpose.kind === 'product' ? { ...payment.purpose, reference: '' } : payment.purpose,
});

/** Whether nothing of a payment says who began it. */
export const namesNoPayer = ({ email, card }: Payment): boolean => email === '' && card === undefined;

/** Whether there is nothing to take from it when its account is erased. */
export const isAnonymous = (payment: Payment): boolean =>
  namesNoPayer(payment) && (payment.purpose.kind !== 'product' || payment.purpose.reference === '');
