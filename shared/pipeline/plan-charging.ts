import { postpone } from '../data/due.ts';
import * as payments from '../data/payments.ts';
import type { Subscriber } from '../data/subscriptions.ts';
import * as subscriptions from '../data/subscriptions.ts';
import { commit } from '../data/write.ts';
import { beginPayment, declined, type Payment } from '../domain/payment.ts';
import { renewalPurpose } from '../domain/plan-purchase.ts';
import { priceOfNext } from '../domain/plan-quote.ts';
import { chargeCard } from '../domain/renewal.ts';
import { cardOwnerOf, type SavedCard, type Subscription } from '../domain/subscription.ts';
import type { Charge, Outcome } from '../payments/provider.ts';
import { openToken } from './card-sealing.ts';
import { type Settling, settlePayment } from './payment-settling.ts';
import type { tellOfPlan } from './plan-telling.ts';

/** How the next month is paid for with a card that was used before. */

type Due = Subscriber & { subscription: Subscription };

export interface Charging extends Omit<Settling, 'newId'> {
  newId: (prefix: 'pay' | 'ref') => string;
  tell: typeof tellOfPlan;
  at: Date;
}

/**
 * `renewed`: paid. `missed`: it was not, and is for `due` to bear. `waiting`: nobody knows yet, or the card's owner has to agree. `left`:
 * somebody else was first.
 */
export interface Charged {
  outcome: 'renewed' | 'missed' | 'waiting' | 'left';
  due: Due;
  /** When the card was charged, where that is known. */
  triedAt?: string | undefined;
}

/** Milliseconds until it is looked again what has become of a charge. */
const lookAgainAfter = 60 * 60_000;

/**
 * Charges the card. The payment is stored before the provider hears of it, so wherever this dies, what was charged is found by its
 * reference and pays for the month; and nobody charges again while it may have been.
 */
export async function startCharge(due: Due, charging: Charging): Promise<Charged> {
  const { account, subscription } = due;
  const { card } = subscription;
  if (!card) return { outcome: 'missed', due };
  const { at } = charging;
  const { worthKobo, priceList } = priceOfNext(subscription, at);
  const payment = beginPayment(
    {
      paymentId: charging.newId('pay'),
      accountId: account.accountId,
      purpose: renewalPurpose(subscription, { worthKobo, priceList }),
      priceList,
      amountKobo: worthKobo,
      // Whoever owns the card, so that what says who paid goes when they are erased.
      userId: cardOwnerOf(subscription) ?? subscription.userId,
      email: card.email,
    },
    at,
  );
  const next = chargeCard(subscription, payment.paymentId, at);
  const begun = [...payments.insertionsOf(payment), subscriptions.noteOf(subscription, next)];
  if (!(await commit(begun))) return { outcome: 'left', due };
  return charge({ account, subscription: next }, payment, card, charging);
}

async function charge(due: Due, payment: Payment, card: SavedCard, charging: Charging): Promise<Charged> {
  const { paymentId, accountId, amountKobo, currency } = payment;
  const { provider, log, tell } = charging;
  const asked = await provider.chargeToken({
    token: openToken(accountId, card.token),
    email: card.email,
    txRef: paymentId,
    amountKobo,
    currency,
    narration: `MyTypist plan (${paymentId})`,
  });
  if (asked.kind !== 'found')
    log.warn('card.not-charged', { paymentId, outcome: asked.kind, says: asked.says });
  // A card that the provider does not know any more is refused as well.
  const isRefused = asked.kind === 'refused' || asked.kind === 'not-found';
  const charged = await followPayment(due, paymentId, charging, { isRefused });
  const agreeAt = agreementIn(asked);
  if (charged.outcome === 'waiting' && agreeAt !== undefined)
    await tell('plan-agree', due, { kobo: amountKobo, agreeAt, log });
  return charged;
}

const agreementIn = (asked: Outcome<Charge>): string | undefined =>
  asked.kind === 'found' ? asked.value.agreeAt : undefined;

/** Looks what has become of a charge that was begun before. */
export async function followCharge(due: Due, paymentId: string, charging: Charging): Promise<Charged> {
  const charged = await followPayment(due, paymentId, charging, { isRefused: false });
  if (charged.outcome === 'waiting') {
    const later = new Date(charging.at.getTime() + lookAgainAfter);
    await postpone('subscription', subscriptions.keyOf(due.subscription), charging.at, later);
  }
  return charged;
}

async function followPayment(
  due: Due,
  paymentId: string,
  charging: Charging,
  { isRefused }: { isRefused: boolean },
): Promise<Charged> {
  const settled = await settlePayment(paymentId, charging);
  const isDeclined =
    isRefused && settled.payment.state === 'pending' && (await isUnheardOf(paymentId, charging));
  const next = isDeclined ? declined(settled.payment) : settled.payment;
  if (isDeclined) await payments.replace(settled.payment, next);
  if (next.state === 'pending') return { outcome: 'waiting', due, triedAt: next.createdAt };
  const now = await subscriptions.meet(due.account.accountId);
  const subscription = now?.subscription;
  // What was paid has moved the subscription on, or somebody else has.
  if (!now || subscription?.renewalId !== paymentId)
    return { outcome: next.state === 'paid' ? 'renewed' : 'left', due };
  return { outcome: 'missed', due: { account: now.account, subscription }, triedAt: next.createdAt };
}

/** Whether the provider says that nobody has tried to pay with this reference: only then a refusal is believed. */
async function isUnheardOf(paymentId: string, { provider }: Charging): Promise<boolean> {
  const told = await provider.findTransactions(paymentId);
  return told.kind === 'not-found' || (told.kind === 'found' && told.value.length === 0);
}
