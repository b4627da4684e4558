/** What becomes of a subscription (study, 4.4). */
import { randomBytes } from 'node:crypto';
import type { Context } from './context.ts';
import { announceCancelled, announceCharge } from './deliveries.ts';
import { nextTime } from './intervals.ts';
import type { Subscription } from './records.ts';
import { addTransaction } from './transactions.ts';

/** Failures after one another that end a subscription, and milliseconds between two tries. */
const mostFailures = 3;
const retryAfter = 30 * 60_000;

/** Charges the card once more if that is still due at this time. */
export function renew(context: Context, subscriptionId: number): void {
  const { store, now } = context;
  const subscription = store.subscriptions.get(subscriptionId);
  const plan = subscription && store.plans.get(subscription.planId);
  if (!subscription || !plan || subscription.status !== 'active' || subscription.nextAt > now()) return;
  if (plan.duration > 0 && subscription.cycles >= plan.duration) return;
  const first = store.transactions.get(subscription.transactionId);
  if (!first) return;
  const original = store.settings().renewalReference === 'original';
  const transaction = addTransaction(context, {
    txRef: original ? first.txRef : `rave-pos-${randomBytes(8).toString('hex')}`,
    flwRef: `FLW-MOCK-SUB-${randomBytes(16).toString('hex')}`,
    amount: subscription.amount,
    currency: plan.currency,
    status: subscription.cardWorks ? 'successful' : 'failed',
    method: 'card',
    customer: subscription.customer,
    token: first.token,
    authModel: 'noauth',
    narration: `Charge for ${plan.name}`,
    planId: plan.id,
  });
  announceCharge(context, transaction, 'once');
  if (transaction.status === 'successful') {
    const nextAt = nextTime(plan.interval, subscription.nextAt);
    store.subscriptions.put({ ...subscription, nextAt, failures: 0, cycles: subscription.cycles + 1 });
    store.schedule({ kind: 'renew', subscriptionId }, nextAt);
    return;
  }
  // "3 more tries", "after three consecutive failures": taken as the third failure being the last (study, 4.4).
  const failures = subscription.failures + 1;
  if (failures >= mostFailures) {
    cancel(context, { ...subscription, failures });
    return;
  }
  const nextAt = now() + retryAfter;
  store.subscriptions.put({ ...subscription, failures, nextAt });
  store.schedule({ kind: 'renew', subscriptionId }, nextAt);
}

export function cancel(context: Context, subscription: Subscription): Subscription {
  const cancelled: Subscription = { ...subscription, status: 'cancelled' };
  context.store.subscriptions.put(cancelled);
  announceCancelled(context, cancelled);
  return cancelled;
}

/** Goes on with the next date that is still to come. */
export function activate({ store, now }: Context, subscription: Subscription): Subscription {
  const plan = store.plans.get(subscription.planId);
  let { nextAt } = subscription;
  while (plan && nextAt <= now()) nextAt = nextTime(plan.interval, nextAt);
  const active: Subscription = { ...subscription, status: 'active', failures: 0, nextAt };
  store.subscriptions.put(active);
  store.schedule({ kind: 'renew', subscriptionId: active.id }, nextAt);
  return active;
}
