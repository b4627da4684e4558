import * as z from 'zod';
import {
  checkoutMinutes,
  leastTopUpKobo,
  mostTopUpKobo,
  paymentMethods,
  paymentStates,
  purposeWords,
} from '../domain/payment.ts';
import { paidPlans } from '../domain/plan.ts';
import { PaymentId } from './ids.ts';
import { PageQuery, pageOf } from './page.ts';
import { route } from './route.ts';
import { line } from './text.ts';

const kobo = z.int().min(0);

export const Payment = z
  .object({
    paymentId: PaymentId,
    purpose: z.enum(purposeWords),
    reference: z.string().optional().describe('What you called the book or card.'),
    plan: z.string().optional().describe('The plan that a month of is paid.'),
    amountKobo: kobo,
    currency: z.literal('NGN'),
    state: z
      .enum(paymentStates)
      .describe(
        'pending: not paid yet. paid: for good. failed, expired: what it was for was not paid; a late bank may still turn it into paid. Money may have come all the same: see acceptedKobo. review: money came that does not fit, and we decide within a day.',
      ),
    checkoutUrl: z.url().optional().describe('Where to pay; only while somebody still can.'),
    expiresAt: z.iso.datetime().optional().describe('Until when the page takes money.'),
    methods: z.array(z.enum(paymentMethods)).optional(),
    method: z.string().optional().describe('How it was paid, in the provider’s words.'),
    card: z.object({ lastDigits: z.string().optional(), brand: z.string().optional() }).optional(),
    paidAt: z.iso.datetime().optional(),
    receivedKobo: kobo
      .optional()
      .describe('All naira that came for it: too little, too much and twice, too. Absent while nothing has.'),
    acceptedKobo: kobo
      .optional()
      .describe(
        'Of a payment that is not paid: too little came, and this much of it is yours, in the wallet or for what the account owed; receivedKobo without refundedKobo and chargedBackKobo. It has a receipt. What it was for was not bought.',
      ),
    refundedKobo: kobo.describe('Given back to whoever paid, or on its way there.'),
    chargedBackKobo: kobo
      .optional()
      .describe('Taken back by the bank of whoever paid, and not returned. Absent while it has none.'),
    createdAt: z.iso.datetime(),
    revision: z.int().describe('Grows with every change.'),
  })
  .meta({ id: 'Payment' });

export const methods = z
  .array(z.enum(paymentMethods))
  .min(1)
  .max(paymentMethods.length)
  .optional()
  .describe('How it may be paid; in every way the provider has for naira, unless given.');

export const returnTo = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .regex(/^[^?#]*$/, 'Leave out ? and #: the provider adds its own.')
  .optional()
  .describe(
    'Where the browser goes afterwards, at an origin of yours that this stage allows; a page of ours unless given. Ask GET /payments/verify there, whatever the address says.',
  );

const reference = line(100, 'Say what it is that is bought.').describe('Whatever you call it.');

export const initiatePayment = route({
  method: 'POST',
  path: '/payments/initiate',
  auth: 'user',
  permission: 'payments:write',
  summary: 'Begin to pay: top up the wallet, take a plan, or buy a book or a card',
  description: `Send the browser to checkoutUrl within ${checkoutMinutes} minutes. Nothing is credited because a browser came back: ask GET /payments/verify. A plan is for people who may spend (wallet:spend), as POST /subscription is; no API key begins one.`,
  needs: ['table:read', 'table:write', 'payments:ask'],
  body: z.discriminatedUnion('purpose', [
    z.strictObject({
      purpose: z.literal('top-up'),
      amountKobo: z
        .int()
        .min(leastTopUpKobo, 'Top up at least ₦100.')
        .max(mostTopUpKobo, 'Top up at most ₦10,000,000 at once.')
        .multipleOf(100, 'Give whole naira: a multiple of 100 kobo.'),
      methods,
      returnTo,
    }),
    z.strictObject({
      purpose: z.literal('plan'),
      plan: z.enum(paidPlans),
      totalKobo: kobo.describe('The price you saw: totalKobo of GET /subscription/quote.'),
      methods,
      returnTo,
    }),
    z.strictObject({ purpose: z.literal('book'), reference, methods, returnTo }),
    z.strictObject({ purpose: z.literal('card'), reference, methods, returnTo }),
  ]),
  reply: { status: 201, body: Payment },
  errors: ['subscription-state', 'price-changed', 'conflict'],
});

/** Seconds. Three calls of the provider in turn, of up to eight seconds each; API Gateway waits for thirty. */
const askingTimeout = 29;

export const verifyPayment = route({
  method: 'GET',
  path: '/payments/verify',
  auth: 'user',
  permission: 'wallet:read',
  summary: 'Ask the provider how a payment stands, now',
  description:
    'Credits what was paid, if a webhook has not done so before. Ask when the browser is back, and as often as you like.',
  needs: ['table:read', 'table:write', 'payments:ask', 'cards:seal', 'mail:send'],
  query: z.strictObject({
    reference: PaymentId.describe('The paymentId; the provider’s pages call it tx_ref.'),
  }),
  reply: {
    status: 200,
    body: Payment.extend({
      isKnown: z
        .boolean()
        .describe(
          'False where the provider could not say: the state is what was known before; and where something that was paid could not be acted on yet.',
        ),
    }).meta({ id: 'VerifiedPayment' }),
  },
  errors: ['not-found'],
  timeout: askingTimeout,
});

export const getPayment = route({
  method: 'GET',
  path: '/payments/{paymentId}',
  auth: 'user',
  permission: 'wallet:read',
  summary: 'Read a payment',
  needs: ['table:read'],
  params: z.object({ paymentId: PaymentId }),
  reply: { status: 200, body: Payment },
  errors: [],
});

export const listPayments = route({
  method: 'GET',
  path: '/payments/history',
  auth: 'user',
  permission: 'wallet:read',
  summary: 'Every payment of the account, the newest first',
  description: 'With a filter a page may be short although there is a nextCursor.',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject({
    ...PageQuery,
    state: z.enum(paymentStates).optional(),
    purpose: z.enum(purposeWords).optional(),
  }),
  reply: { status: 200, body: pageOf(Payment) },
  errors: [],
});

/** Bytes. Webhooks that were seen have some 1,500. */
const webhookLimit = 32 * 1024;

export const hearWebhook = route({
  method: 'POST',
  path: '/payments/webhook',
  auth: 'none',
  limit: 'webhook',
  summary: 'Where the payment provider tells that something has happened',
  description:
    'For the provider only. It must bear the secret hash (`verif-hash`) or a signature (`flutterwave-signature`), and if both, both must be right. What it says is never believed: we ask.',
  needs: ['payments:hear', 'hear-payment:send'],
  rawBody: webhookLimit,
  reply: { status: 200, body: z.object({ received: z.literal(true) }) },
  errors: ['not-genuine'],
});

export const showReturn = route({
  method: 'GET',
  path: '/payments/return',
  atRoot: true,
  auth: 'none',
  summary: 'The page on which the provider leaves somebody who has paid, or has not',
  needs: ['table:read', 'table:write', 'payments:ask', 'cards:seal', 'mail:send'],
  query: z.object({ tx_ref: z.string().optional() }),
  reply: { status: 200, body: z.string(), contentType: 'text/html; charset=utf-8' },
  errors: [],
  timeout: askingTimeout,
});
