import { startReconciliation } from '../../shared/contract/finance-reconciliation.ts';
import { requireReconcilable } from '../../shared/domain/reconciliation.ts';
import { orderReconciliation } from '../../shared/pipeline/reconciling.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(startReconciliation, async ({ body, actor, now }) => {
  const at = now();
  requireReconcilable(body.day, at);
  return orderReconciliation(body.day, actor.userId, at);
});
