import * as z from 'zod';
import {
  daysBefore,
  differenceKinds,
  mostReconciledDays,
  phases,
  reconciliationStates,
} from '../domain/reconciliation.ts';
import { UserId } from './ids.ts';
import { route } from './route.ts';

/** What the provider says against what we have done. */

const Day = z.iso.date('Give a day as 2026-11-27.');

const count = z.int().min(0);

const Reconciliation = z.object({
  day: Day,
  run: z.int().describe('Of this day, from 1; a later run replaces an earlier one.'),
  state: z
    .enum(reconciliationStates)
    .describe('failed: the provider could not be asked for half a day; what was found until then stands.'),
  phase: z.enum(phases).describe('How far it is.'),
  listed: count.describe('Rows of the provider, and what is open, that were looked at.'),
  credited: count.describe('Payments of ours that were looked at.'),
  byUserId: UserId.optional().describe('Who asked for it; absent for the daily one.'),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
});

const Difference = z.object({
  kind: z
    .enum(differenceKinds)
    .describe(
      'late: paid and not credited before a run of this day, which has done so; later runs show it, too. not-credited: nor now. unknown: paid for no reference of ours. missing: credited, and not paid there. differs: amount, currency, reference or ledger. unreadable: rows of the provider, or of ours. review: money to decide about. refund-late: takes too long. refund-unknown: given back past us. refund-failed: arrived for us, and failed there. wallet: not what its entries make. chargeback, chargeback-won, chargeback-unclear: the payer’s bank.',
    ),
  id: z.string().describe('Of the transaction, payment, refund, chargeback, account or page.'),
  paymentId: z.string().optional().describe('Or the reference, where it is none of ours.'),
  accountId: z.string().optional(),
  kobo: z.int().optional(),
  says: z.string().describe('What it is, and what to do.'),
});

export const listReconciliations = route({
  method: 'GET',
  path: '/admin/reconciliation',
  auth: 'admin',
  summary: 'What does not agree between the payment provider and us, day by day, the latest first',
  description: `At most ${mostReconciledDays} days (UTC). Each is looked at once a day, together with the ${daysBefore} days before it.`,
  needs: ['table:read'],
  query: z.strictObject({
    from: Day.optional().describe('First day; six days before the last one unless said.'),
    to: Day.optional().describe('Last day; today unless said.'),
  }),
  reply: {
    status: 200,
    body: z.object({
      items: z.array(
        Reconciliation.extend({
          count: count.optional().describe('Of all differences; known at the end.'),
          differences: z.array(Difference).describe('The first 200.'),
        }).meta({ id: 'ReconciliationReport' }),
      ),
    }),
  },
  errors: [],
});

export const startReconciliation = route({
  method: 'POST',
  path: '/admin/reconciliation',
  auth: 'admin',
  summary: 'Compare a day with the provider now',
  description: 'It begins within five minutes. One that is at work goes on, and is answered.',
  needs: ['table:read', 'table:write'],
  body: z.strictObject({ day: Day }),
  reply: { status: 202, body: Reconciliation.meta({ id: 'Reconciliation' }) },
  errors: ['conflict'],
});
