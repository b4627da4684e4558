import { nextTime } from './intervals.ts';
import type { Subscription, Transaction } from './records.ts';
import type { Store } from './store.ts';

/** There is no call for it: the first successful payment by card that carries a plan subscribes. */
export function subscribe(store: Store, transaction: Transaction): void {
  const plan = transaction.planId === null ? undefined : store.plans.get(transaction.planId);
  if (plan?.status !== 'active' || transaction.method !== 'card') return;
  const before = store.subscriptions.by(transaction.customer.email);
  if (before.some(({ planId, status }) => planId === plan.id && status === 'active')) return;
  const nextAt = nextTime(plan.interval, transaction.createdAt);
  const subscription: Subscription = {
    id: store.newNumber(),
    planId: plan.id,
    // Of the plan from the second time on; a plan without one goes on with what the checkout asked.
    amount: plan.amount ?? transaction.amount,
    customer: transaction.customer,
    status: 'active',
    transactionId: transaction.id,
    createdAt: transaction.createdAt,
    nextAt,
    cycles: 1,
    failures: 0,
    cardWorks: true,
  };
  store.subscriptions.put(subscription);
  store.schedule({ kind: 'renew', subscriptionId: subscription.id }, nextAt);
}
