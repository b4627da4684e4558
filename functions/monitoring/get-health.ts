import { getHealth } from '../../shared/contract/monitoring.ts';
import { reachable } from '../../shared/data/health.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getHealth, async ({ now }) => {
  await reachable();
  return { status: 'ok' as const, time: now().toISOString() };
});
