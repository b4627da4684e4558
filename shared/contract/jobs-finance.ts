import * as z from 'zod';
import { AccountId } from './ids.ts';
import { job } from './job.ts';

/** Jobs around the totals of all ledgers. */

/** Key of an entry: `ledger#<accountId>#<block>`. */
export const EntryKey = z.object({
  pk: z
    .string()
    .transform((pk) => pk.split('#')[1])
    .pipe(AccountId),
});

/** Told of an entry it looks at the whole ledger, so it matters little what it is told, and how often. */
export const tallyLedgers = job({
  kind: 'stream',
  added: 'ledger#',
  subject: EntryKey,
  summary: 'Add to the totals what ledgers have got',
  needs: ['table:read', 'table:write'],
  batchSize: 100,
  window: 2,
  retries: 3,
  maxAge: 60 * 60,
  lost: 'tally-lost',
  memory: 512,
  timeout: 60,
});

/** Finds by itself what the stream did not tell of. */
export const completeTotals = job({
  kind: 'schedule',
  every: 'rate(5 minutes)',
  summary: 'Add to the totals what they miss of ledgers that have moved',
  needs: ['table:read', 'table:write'],
  memory: 512,
  timeout: 300,
});
