import { job } from './job.ts';

/** Looking after money that goes back. */

export const refundPayments = job({
  kind: 'schedule',
  every: 'rate(5 minutes)',
  summary: 'Give money back through the payment provider, and see whether it has arrived',
  needs: ['table:read', 'table:write', 'payments:ask', 'mail:send'],
  memory: 512,
  timeout: 290,
});

export const reconcilePayments = job({
  kind: 'schedule',
  every: 'rate(5 minutes)',
  summary:
    'Compare what the payment provider says of a day with what was credited, and follow chargebacks; once a day, or when asked',
  // Of what it credits it tells as those do who credit first, and cards are kept.
  needs: ['table:read', 'table:write', 'payments:ask', 'cards:seal', 'mail:send'],
  memory: 512,
  timeout: 290,
});
