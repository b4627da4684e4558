/** `/payment-plans` and `/subscriptions` (study, 4). */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { EmulatorReply } from '../emulators/emulator.ts';
import { Amount, Currency } from './api-payments.ts';
import { pageOf, Refused, success } from './api-reply.ts';
import { pageNumber } from './api-transactions.ts';
import type { Context } from './context.ts';
import { givenBody } from './given-body.ts';
import { isInterval } from './intervals.ts';
import type { Plan, Subscription } from './records.ts';
import { activate, cancel } from './renewals.ts';
import { planned, subscribed } from './wire.ts';

const NewPlan = z.object({
  name: z.string('name is required').min(1, 'name is required'),
  interval: z.string('interval is required').refine(isInterval, 'interval is not valid'),
  amount: Amount.optional(),
  currency: Currency.default('NGN'),
  duration: z.coerce.number().int().min(0).default(0),
});

export function createPlan({ store, now }: Context, body: Buffer): EmulatorReply {
  const { name, interval, amount, currency, duration } = givenBody(NewPlan, body);
  const plan: Plan = {
    id: store.newNumber(),
    name,
    amount: amount ?? null,
    currency,
    interval,
    duration,
    status: 'active',
    token: `rpp_${randomBytes(10).toString('hex')}`,
    createdAt: now(),
  };
  store.plans.put(plan);
  return success('Payment plan created', planned(plan, true));
}

function planOf({ store }: Context, id: string): Plan {
  const plan = store.plans.get(id);
  if (plan) return plan;
  throw new Refused(400, 'Payment plan not found');
}

export const getPlan = (context: Context, id: string): EmulatorReply =>
  success('Payment plan fetched', planned(planOf(context, id)));

/** Filters as in the study; those by amount and date are left out. */
export function listPlans({ store }: Context, query: URLSearchParams): EmulatorReply {
  const wanted = (['status', 'interval', 'currency'] as const).map(
    (name) => [name, query.get(name)] as const,
  );
  const all = store.plans
    .newest(1_000)
    .filter((plan) => wanted.every(([name, value]) => value === null || plan[name] === value));
  const { items, meta } = pageOf(all, pageNumber(query));
  return success(
    'Payment plans fetched',
    items.map((plan) => planned(plan)),
    meta,
  );
}

const PlanChange = z.object({
  name: z.string('name is required').min(1, 'name is required'),
  status: z.enum(['active', 'cancelled'], 'status must be active or cancelled'),
});

export function updatePlan(context: Context, id: string, body: Buffer): EmulatorReply {
  const plan = { ...planOf(context, id), ...givenBody(PlanChange, body) };
  context.store.plans.put(plan);
  return success('Payment plan updated', planned(plan));
}

/** Ends all its subscriptions as well. */
export function cancelPlan(context: Context, id: string): EmulatorReply {
  const { store } = context;
  const plan: Plan = { ...planOf(context, id), status: 'cancelled' };
  store.plans.put(plan);
  for (const subscription of store.subscriptions.newest(10_000))
    if (subscription.planId === plan.id && subscription.status === 'active') cancel(context, subscription);
  return success('Payment plan cancelled', planned(plan));
}

/** Filters by date are left out. */
export function listSubscriptions({ store }: Context, query: URLSearchParams): EmulatorReply {
  const email = query.get('email');
  const [plan, status, transaction] = ['plan', 'status', 'transaction_id'].map((name) => query.get(name));
  const all = (email === null ? store.subscriptions.newest(10_000) : store.subscriptions.by(email)).filter(
    (each) =>
      (!plan || String(each.planId) === plan) &&
      (!status || each.status === status) &&
      (!transaction || String(each.transactionId) === transaction),
  );
  const { items, meta } = pageOf(all, pageNumber(query));
  return success('Plan subscriptions fetched', items.map(subscribed), meta);
}

/** The id of a plan is not one of a subscription, and gets 400 (study, 4.3). */
function subscriptionOf({ store }: Context, id: string): Subscription {
  const subscription = store.subscriptions.get(id);
  if (subscription) return subscription;
  throw new Refused(400, 'Subscription not found');
}

export const cancelSubscription = (context: Context, id: string): EmulatorReply =>
  success('Subscription cancelled', subscribed(cancel(context, subscriptionOf(context, id))));

export const activateSubscription = (context: Context, id: string): EmulatorReply =>
  success('Subscription activated', subscribed(activate(context, subscriptionOf(context, id))));
