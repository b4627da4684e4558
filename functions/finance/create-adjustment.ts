import { createAdjustment } from '../../shared/contract/finance-adjustments.ts';
import { requireRecentLogin } from '../../shared/domain/user-administration.ts';
import { adjust } from '../../shared/pipeline/adjusting.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(createAdjustment, async ({ body, actor, now, newId }) => {
  const at = now();
  requireRecentLogin(actor.session, at);
  return adjust({ ...body, adjustmentId: newId('adj'), byUserId: actor.userId }, at);
});
