import * as quotas from '../data/quota.ts';
import type { Subscriber } from '../data/subscriptions.ts';
import * as subscriptions from '../data/subscriptions.ts';
import type { Write } from '../data/write.ts';
import type { Account } from '../domain/account.ts';
import type { PlanPayment } from '../domain/payment.ts';
import { withNews } from '../domain/plan-news.ts';
import { boughtBy, isDouble, renewalPurpose } from '../domain/plan-purchase.ts';
import { priceOfNext } from '../domain/plan-quote.ts';
import { includedFor } from '../domain/price-list.ts';
import { payingWith, type SavedCard, type Subscription, withSubscription } from '../domain/subscription.ts';
import type { Transaction } from '../payments/provider.ts';
import { sealToken } from './card-sealing.ts';
import { closingFor } from './month-closing.ts';
import type { Purchase } from './payment-purchase.ts';
import { isIn, isLeft } from './plan-belonging.ts';
import { tellNews, tellOwner } from './plan-telling.ts';

/**
 * What money for a plan buys: the month it was meant for, if that can still be had. If not, all of it stays in the wallet, and the owner
 * hears of it; what a card was charged for a month that was paid for otherwise goes back. Undefined where the account is gone.
 *
 * @param transaction by which somebody has paid; undefined where nobody was asked
 */
export async function planPurchaseOf(
  payment: PlanPayment,
  transaction: Transaction | undefined,
  at: Date,
): Promise<Purchase | undefined> {
  const subscriber = await subscriptions.meet(payment.accountId);
  if (!subscriber) return undefined;
  const { account, subscription } = subscriber;
  const included = includedFor(account, undefined, new Date(payment.createdAt));
  const bought = (await isLeft(account)) ? undefined : boughtBy(payment, subscription, included, at);
  if (!bought)
    return isDouble(payment, subscription) ? { isDouble: true, writes: [] } : keptBy(payment, account);
  const { amountKobo: kobo } = payment;
  const isByPage = transaction !== undefined && (await isPaidByPage(payment, account));
  const goingOn = isByPage ? payingWith(bought, cardOf(payment, transaction)) : bought;
  const next = withNews(goingOn, { kind: 'plan-paid', kobo }, at);
  const paid = { account: withSubscription(account, next), subscription: next };
  return {
    spent: { kobo, source: 'plan' },
    plan: next.plan,
    monthNumber: next.number,
    writes: [...subscriptions.changesOf(subscriber, next), ...(await carriedOver(payment, subscriber, next))],
    tell: async (log) => void (await tellNews(paid, { log })),
  };
}

/**
 * What a charge pays for that the provider has made by itself, for a plan of its own: the next month, at its price of today; what is more
 * stays in the wallet. Undefined where the account is gone.
 */
export async function renewalOf(
  payment: PlanPayment,
  transaction: Transaction,
  at: Date,
): Promise<Purchase | undefined> {
  const subscriber = await subscriptions.meet(payment.accountId);
  if (!subscriber) return undefined;
  const { account, subscription } = subscriber;
  const { amountKobo } = transaction;
  if (subscription?.subscriptionId !== payment.purpose.subscriptionId)
    return keptBy({ ...payment, amountKobo }, account);
  const price = priceOfNext(subscription, at);
  if (amountKobo < price.worthKobo) return keptBy({ ...payment, amountKobo }, account);
  const { priceList, worthKobo } = price;
  const purpose = renewalPurpose(subscription, price);
  return planPurchaseOf({ ...payment, purpose, priceList, amountKobo: worthKobo }, undefined, at);
}

/**
 * Whether somebody who is still in the account has come to a page: further months are paid for with what they have paid with. A saved card that
 * was charged is the subscription's already, or has been forgotten meanwhile, and stays so.
 */
const isPaidByPage = async ({ checkout, userId }: PlanPayment, account: Account): Promise<boolean> =>
  checkout !== undefined && (await isIn(account, userId));

/** The card that can be charged for further months; undefined for whoever paid in another way. */
function cardOf({ accountId, userId, email }: PlanPayment, { card }: Transaction): SavedCard | undefined {
  if (card?.token === undefined) return undefined;
  const { token, lastDigits, brand, expiry } = card;
  return { token: sealToken(accountId, token), userId, email, lastDigits, brand, expiry };
}

/**
 * Documents that were used between the quote of an upgrade and its payment were credited as if they had not been: they are counted in
 * the new month, unless the credit was none the less for them. Of those that came to nothing in between it has so many more which were not credited.
 */
async function carriedOver(
  { purpose, createdAt }: PlanPayment,
  { account, subscription }: Subscriber,
  next: Subscription,
): Promise<Write[]> {
  if (purpose.occasion !== 'upgrade' || !subscription) return [];
  const used = await quotas.usedIn(account.accountId, subscription.period.from);
  const quotedAt = new Date(createdAt);
  return closingFor({ account, subscription }, next, { used, credited: purpose.used, quotedAt });
}

/** What was paid for is not to be had any more. */
const keptBy = ({ purpose: { plan }, amountKobo: kobo }: PlanPayment, account: Account): Purchase => ({
  writes: [],
  tell: async (log) => void (await tellOwner(account, { kind: 'plan-kept', plan, kobo }, log)),
});
