import * as z from 'zod';
import { chargebackOutcomes, chargebackStates } from '../domain/chargeback.ts';
import { paymentStates, purposeWords } from '../domain/payment.ts';
import { verdicts } from '../domain/payment-attempt.ts';
import { refundReasons, refundStates } from '../domain/refund.ts';
import { AccountId, PaymentId, RefundId, UserId } from './ids.ts';
import { Moment } from './moment.ts';
import { PageQuery, pageOf } from './page.ts';
import { Payment } from './payments.ts';
import { route } from './route.ts';
import { line } from './text.ts';
import { LedgerEntry } from './wallet.ts';

/** Payments of all accounts, and giving their money back. */

const kobo = z.int().min(0);

/** As the provider writes its ids. */
const TransactionId = z
  .string()
  .regex(/^[\w-]{1,64}$/, 'This is not an id of the payment provider.')
  .describe('The provider’s id of what somebody paid.');

export const AdministeredPayment = Payment.extend({
  accountId: AccountId,
  userId: UserId.describe('Who began it.'),
  email: z.string().describe('Where the provider writes to.'),
  transactionId: z.string().optional().describe('The provider’s transaction that paid.'),
}).meta({ id: 'AdministeredPayment' });

export const Refund = z
  .object({
    refundId: RefundId,
    paymentId: PaymentId,
    transactionId: z.string(),
    kobo,
    reason: z
      .enum(refundReasons)
      .describe(
        'again: the same was paid twice. excess: more was paid than asked. asked: an administrator gave it back. gone: it came for an account that was erased.',
      ),
    note: z.string().optional(),
    byUserId: UserId.optional(),
    state: z
      .enum(refundStates)
      .describe(
        'queued, asking: the provider is to promise it. in-flight: promised. done: it has arrived. failed: it came to nothing, and the money is in the wallet again.',
      ),
    providerRefundId: z.string().optional(),
    endedBy: UserId.optional().describe('Who has said how it ends, because it could not end by itself.'),
    endNote: z.string().optional(),
    createdAt: z.iso.datetime(),
    promisedAt: z.iso
      .datetime()
      .optional()
      .describe(
        'When the provider has promised it. 14 days later it can be called done although the provider does not.',
      ),
  })
  .meta({ id: 'Refund' });

export const Chargeback = z
  .object({
    chargebackId: z.string().describe('The provider’s.'),
    transactionId: z.string(),
    kobo,
    state: z
      .enum(chargebackStates)
      .describe(
        'taken: it has left the wallet. won: it is in the wallet, again or still. noted: it never was in a wallet.',
      ),
    endedAs: z
      .enum(chargebackOutcomes)
      .optional()
      .describe('How it ended as somebody has said, because the provider’s word could not be read.'),
    endedBy: UserId.optional().describe('Who has said so.'),
    endNote: z.string().optional(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Chargeback' });

export const searchPayments = route({
  method: 'GET',
  path: '/admin/payments',
  auth: 'admin',
  summary: 'Search payments of all accounts, the newest first',
  description: 'With a filter a page may be short, or empty, although there is a nextCursor.',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject({
    ...PageQuery,
    accountId: AccountId.optional(),
    paymentId: PaymentId.optional().describe('The provider’s pages call it tx_ref.'),
    transactionId: TransactionId.optional(),
    email: z.string().trim().toLowerCase().min(3).max(254).optional(),
    state: z.enum(paymentStates).optional(),
    purpose: z.enum(purposeWords).optional(),
    from: Moment.optional().describe('Begun not before this moment or day (UTC).'),
    to: Moment.optional().describe('Begun not after this moment or day (UTC).'),
  }),
  reply: { status: 200, body: pageOf(AdministeredPayment) },
  errors: [],
});

const params = z.object({ paymentId: PaymentId });

export const inspectPayment = route({
  method: 'GET',
  path: '/admin/payments/{paymentId}',
  auth: 'admin',
  summary: 'Read a payment with everything that became of its money',
  needs: ['table:read'],
  params,
  reply: {
    status: 200,
    body: z
      .object({
        payment: AdministeredPayment,
        attempts: z
          .array(
            z.object({
              transactionId: z.string(),
              providerRef: z
                .string()
                .optional()
                .describe('The provider’s second name of it, which banks use.'),
              amountKobo: kobo.describe('Hundredths of its currency.'),
              currency: z.string(),
              feeKobo: kobo.optional().describe('The provider’s.'),
              method: z.string(),
              verdict: z
                .enum(verdicts)
                .describe(
                  'pays: it paid. again: the payment was paid before. too-little, other-currency: it does not fit. renews: the provider charged it by itself.',
                ),
              isUndecided: z.boolean().describe('Whether somebody has to give it back or accept it.'),
              leftKobo: kobo.describe('What can still be given back.'),
              paidAt: z.iso.datetime(),
            }),
          )
          .describe('What somebody paid, each time.'),
        refunds: z.array(Refund),
        chargebacks: z.array(Chargeback),
        entries: z.array(LedgerEntry).describe('Of the ledger, about this payment; a moment late.'),
      })
      .meta({ id: 'InspectedPayment' }),
  },
  errors: [],
});

const transactionId = TransactionId.optional().describe(
  'Which of several; unless given, the one that waits for a decision, or else the one that paid.',
);

export const refundPayment = route({
  method: 'POST',
  path: '/admin/payments/{paymentId}/refund',
  auth: 'admin',
  demandsKey: true,
  summary: 'Give money of a payment back to whoever paid',
  description:
    'Takes a login of the last 15 minutes, of somebody whose account it is not. The money is set aside at once and goes back through the provider; if that fails, it is in the wallet again. Of a top-up it must be in the wallet still; what a plan, a book or a card has cost is given up first. With all that was paid for its present month a plan ends at once, also where something was credited for the month before: what you want to give back of that is an adjustment. What is under review goes back as a whole.',
  needs: ['table:read', 'table:write', 'mail:send'],
  params,
  body: z.strictObject({
    kobo: z.int().min(1).optional().describe('All that is left unless given.'),
    transactionId,
    reason: line(500, 'Say why.').describe('For the record; the customer does not see it.'),
  }),
  reply: { status: 202, body: Refund },
  errors: ['recent-login-required', 'insufficient-funds', 'exceeds-payment', 'conflict'],
});

export const acceptPayment = route({
  method: 'POST',
  path: '/admin/payments/{paymentId}/accept',
  auth: 'admin',
  demandsKey: true,
  summary: 'Let money that was too little for its payment come into the wallet',
  description:
    'Takes a login of the last 15 minutes, of somebody whose account it is not. The payment itself has failed then: what it was for was not paid. Money of another currency can only be given back.',
  needs: ['table:read', 'table:write', 'mail:send'],
  params,
  body: z.strictObject({ transactionId }),
  reply: { status: 200, body: AdministeredPayment },
  errors: ['recent-login-required', 'already-decided', 'conflict'],
});

export const endRefund = route({
  method: 'POST',
  path: '/admin/payments/{paymentId}/refunds/{refundId}/end',
  auth: 'admin',
  demandsKey: true,
  summary: 'Say how a refund ends that cannot end by itself',
  description:
    'Takes a login of the last 15 minutes, of somebody whose account it is not. For one whose money was given back on the provider’s pages, of which the provider tells something else, or that the provider still calls promised 14 days after it has promised it (promisedAt): its log lines are refund.exceeds, refund.differs and refund.late. Any other one that is on its way is refused (already-decided).',
  needs: ['table:read', 'table:write', 'payments:ask', 'mail:send'],
  params: z.object({ paymentId: PaymentId, refundId: RefundId }),
  body: z.strictObject({
    outcome: z
      .enum(['done', 'failed'])
      .describe(
        'done: the provider has given the money back with the refund that is named; this one is that from now on, and ends with it. With its own id it says that one which was promised 14 days ago has arrived. failed: nothing was given back; the money is in the wallet again.',
      ),
    providerRefundId: z
      .string()
      .regex(/^[\w-]{1,64}$/, 'This is not an id of the payment provider.')
      .optional()
      .describe(
        'With done: the provider’s id of that refund, another one’s or its own. What it does not give back comes into the wallet.',
      ),
    reason: line(500, 'Say why.').describe('For the record; the customer does not see it.'),
  }),
  reply: { status: 200, body: Refund },
  errors: ['recent-login-required', 'already-decided', 'conflict'],
});

export const endChargeback = route({
  method: 'POST',
  path: '/admin/payments/{paymentId}/chargebacks/{chargebackId}/end',
  auth: 'admin',
  demandsKey: true,
  summary: 'Say how a chargeback ended that the provider does not tell',
  description:
    'Takes a login of the last 15 minutes, of somebody whose account it is not. For one whose last word of the provider is reversed, or none that we know: the provider is asked, and where its word can be read, or somebody has said so before, it is refused (already-decided). It does what the provider’s word would have done; whatever the provider says after that moves no money.',
  needs: ['table:read', 'table:write', 'payments:ask'],
  params: z.object({
    paymentId: PaymentId,
    chargebackId: z
      .string()
      .regex(/^[\w-]{1,64}$/, 'This is not an id of the payment provider.')
      .describe('The provider’s, as reconciliation shows it.'),
  }),
  body: z.strictObject({
    outcome: z
      .enum(chargebackOutcomes)
      .describe(
        'won: the money is ours; what had left the wallet is in it again. lost: it is the payer’s; what was in the wallet still leaves it, or is owed.',
      ),
    reason: line(500, 'Say why.').describe('For the record; the customer does not see it.'),
  }),
  reply: { status: 200, body: Chargeback },
  errors: ['recent-login-required', 'exceeds-payment', 'already-decided', 'conflict'],
  timeout: 29,
});
