import { job } from './job.ts';

/** Jobs around plans; apart, so that nobody else loads them. */

export const renewSubscriptions = job({
  kind: 'schedule',
  every: 'rate(15 minutes)',
  summary: 'Pay for the next month of plans, or end them',
  needs: ['table:read', 'table:write', 'payments:ask', 'cards:seal', 'mail:send'],
  memory: 512,
  timeout: 900,
});
