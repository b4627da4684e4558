import * as z from 'zod';
import { paidPlans, plans } from '../domain/plan.ts';
import { planOccasions } from '../domain/plan-quote.ts';
import { subscriptionStates } from '../domain/subscription.ts';
import { SubscriptionId } from './ids.ts';
import { methods, Payment, returnTo } from './payments.ts';
import { route } from './route.ts';

const kobo = z.int().min(0);

const plan = z.enum(paidPlans);

const Period = z.object({
  from: z.iso.datetime(),
  until: z.iso.datetime().describe('When the next one begins, if it goes on.'),
});

const Subscription = z
  .object({
    subscriptionId: SubscriptionId,
    state: z
      .enum(subscriptionStates)
      .describe(
        'past-due: the month is over, the next one is not paid, and the plan goes on for a time of grace.',
      ),
    plan,
    number: z.int().min(1).describe('Which month it is: 1, 2, 3, …'),
    period: Period.describe('The month that is paid for.'),
    graceUntil: z.iso.datetime().describe('When the plan is over if nothing more is paid.'),
    cancelAtPeriodEnd: z.boolean().describe('It ends with its month, because somebody cancelled it.'),
    renewal: z
      .object({ plan, totalKobo: kobo })
      .nullable()
      .describe('What the next month costs by the prices of today; null when it does not go on.'),
    payWith: z.enum(['card', 'wallet']).describe('What pays for further months.'),
    card: z
      .object({
        lastDigits: z.string().optional(),
        brand: z.string().optional(),
        expiry: z.string().optional().describe('MM/YY'),
      })
      .optional(),
    tryAgainAt: z.iso
      .datetime()
      .optional()
      .describe('When the month that is due is tried again; only when the state is "past-due".'),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Subscription' });

const Subscribed = z
  .object({
    plan: z.enum(plans).describe('The plan that counts now.'),
    subscription: Subscription.nullable().describe('The latest one; null where there has been none.'),
  })
  .meta({ id: 'Subscribed' });

const PlanQuote = z
  .object({
    occasion: z
      .enum(planOccasions)
      .describe(
        'start: there is none. upgrade: a dearer plan, at once. renewal: the month that is due. switch: from the next month on.',
      ),
    plan,
    priceList: z.string(),
    monthlyKobo: kobo,
    creditKobo: kobo.describe(
      'What the present month is still worth: the share of its hours, or of its documents, that is left, whichever is less; rounded down to whole naira.',
    ),
    totalKobo: kobo.describe('What is to be paid now. Confirm exactly that.'),
    period: Period.describe('The month that it is for.'),
  })
  .meta({ id: 'PlanQuote' });

const Order = z.strictObject({
  plan,
  totalKobo: kobo.describe('The price you saw: totalKobo of the quote.'),
  payWith: z
    .enum(['wallet', 'checkout'])
    .describe(
      'wallet: it pays, now and for every further month, and a saved card is forgotten. checkout: on a page of the payment provider; a card that pays there pays for further months, too, or else the wallet does.',
    ),
  methods: methods.describe('Of a checkout: how it may be paid; in every way there is, unless given.'),
  returnTo,
});

const Ordered = Subscribed.extend({
  payment: Payment.optional().describe(
    'What is waited for, if a checkout is: send the browser to its checkoutUrl. The plan is had when it is paid.',
  ),
}).meta({ id: 'PlanOrdered' });

export const getSubscription = route({
  method: 'GET',
  path: '/subscription',
  auth: 'user',
  permission: 'wallet:read',
  summary: 'Read which plan the account has, until when, and what comes next',
  needs: ['table:read'],
  reply: { status: 200, body: Subscribed },
  errors: [],
});

export const quoteSubscription = route({
  method: 'GET',
  path: '/subscription/quote',
  auth: 'user',
  permission: 'wallet:read',
  summary: 'Ask what a plan costs right now',
  description:
    'The price of an upgrade falls with every hour and every document that the present month still had.',
  needs: ['table:read'],
  query: z.strictObject({ plan }),
  reply: { status: 200, body: PlanQuote },
  errors: ['subscription-state'],
});

export const startSubscription = route({
  method: 'POST',
  path: '/subscription',
  auth: 'user',
  permission: 'wallet:spend',
  summary: 'Begin a plan',
  description:
    'Its month begins when it is paid, and every further one when the one before ends, until somebody cancels.',
  needs: ['table:read', 'table:write', 'payments:ask', 'mail:send'],
  body: Order,
  reply: { status: 201, body: Ordered },
  errors: ['subscription-state', 'price-changed', 'insufficient-funds', 'conflict'],
});

export const changeSubscription = route({
  method: 'POST',
  path: '/subscription/change',
  auth: 'user',
  permission: 'wallet:spend',
  summary: 'Take another plan, or pay the month that is due',
  description:
    'A dearer plan begins at once, with a new month; what the present one is still worth is taken off its price. A cheaper one begins with the next month. While the subscription is past due, its own plan pays what is due. In a month that is paid for, its own plan with payWith wallet and totalKobo 0 forgets the saved card. Repeated it answers how things are, and pays for nothing again.',
  needs: ['table:read', 'table:write', 'payments:ask', 'mail:send'],
  body: Order,
  reply: { status: 200, body: Ordered },
  errors: ['subscription-state', 'price-changed', 'insufficient-funds', 'conflict'],
});

export const cancelSubscription = route({
  method: 'POST',
  path: '/subscription/cancel',
  auth: 'user',
  permission: 'wallet:spend',
  summary: 'End the plan with the month that is paid for',
  description: 'At once where that month is over already.',
  needs: ['table:read', 'table:write'],
  reply: { status: 200, body: Subscribed },
  errors: ['subscription-state', 'conflict'],
});

export const resumeSubscription = route({
  method: 'POST',
  path: '/subscription/resume',
  auth: 'user',
  permission: 'wallet:spend',
  summary: 'Let a cancelled plan go on after all',
  needs: ['table:read', 'table:write'],
  reply: { status: 200, body: Subscribed },
  errors: ['subscription-state', 'conflict'],
});
