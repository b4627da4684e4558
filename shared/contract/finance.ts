import * as z from 'zod';
import { entryKinds, ledgerAccounts, revenueSources } from '../domain/ledger/entry.ts';
import { usageZone } from '../domain/usage.ts';
import { mostUsageDays } from '../domain/usage-period.ts';
import { route } from './route.ts';

/** Money as administrators see it: that of all accounts. */

const Day = z.iso.date('This is a date such as 2026-11-27.');

const kobo = z.int();

const earned = {
  earnedKobo: kobo.describe('For what was delivered, or paid for at once.'),
  refundedKobo: kobo.describe('Given back on that day, for whatever day it was earned on.'),
};

const totals = {
  ...earned,
  revenue: z
    .array(
      z.object({
        plan: z.string().describe('The plan of the account at that time; none where no plan is known.'),
        source: z.enum([...revenueSources, 'none']).describe('What was paid for.'),
        ...earned,
      }),
    )
    .describe('By what was paid for, and by plan.'),
  movements: z
    .array(
      z.object({
        kind: z.enum(entryKinds),
        entries: z.int().describe('How many there were.'),
        kobo: kobo.describe('Moved either way.'),
      }),
    )
    .describe(
      'By kind: what came in by top-ups, was held, given back, taken back, …; kinds that there were.',
    ),
};

export const getRevenue = route({
  method: 'GET',
  path: '/admin/revenue',
  auth: 'admin',
  summary: 'What was earned, day by day and by plan, and where all money lies',
  description: `Days are those of ${usageZone} (UTC+1); at most ${mostUsageDays} of them. Made from the entries of all ledgers, each counted once, seconds after it was made.`,
  needs: ['table:read'],
  query: z.strictObject({
    from: Day.optional().describe('First day; 29 days before the last one unless said.'),
    to: Day.optional().describe('Last day; today unless said.'),
  }),
  reply: {
    status: 200,
    body: z
      .object({
        from: Day,
        to: Day,
        timeZone: z.literal(usageZone),
        total: z.object(totals).describe('Of the whole period.'),
        days: z.array(z.object({ date: Day, ...totals })).describe('Every day of the period, in order.'),
        balance: z
          .object({
            entries: z.int().describe('How many were counted.'),
            lines: z
              .record(z.enum(ledgerAccounts), kobo)
              .describe(
                'Kobo under each account; what customers owe and what lies at the provider is negative.',
              ),
            sumKobo: kobo.describe('Of all of them: 0, or something is wrong.'),
          })
          .describe('Of all entries so far, whatever the period.'),
      })
      .meta({ id: 'RevenueReport' }),
  },
  errors: [],
});
