import { approveAdjustment } from '../../shared/contract/finance-adjustments.ts';
import { requireRecentLogin } from '../../shared/domain/user-administration.ts';
import { decide } from '../../shared/pipeline/adjusting.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(approveAdjustment, async ({ params, actor, now }) => {
  const at = now();
  requireRecentLogin(actor.session, at);
  return decide(params.adjustmentId, { agrees: true, userId: actor.userId }, at);
});
