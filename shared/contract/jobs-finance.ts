import { job } from './job.ts';

/** Jobs around the totals of all ledgers. */

export const completeTotals = job({
  kind: 'schedule',
  every: 'rate(5 minutes)',
  summary: 'Add to the totals what they miss of ledgers that have moved',
  needs: ['table:read', 'table:write'],
  memory: 512,
  timeout: 300,
});
