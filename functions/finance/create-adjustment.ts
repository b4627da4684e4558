import { createAdjustment } from '../../shared/contract/finance-adjustments.ts';
import * as accounts from '../../shared/data/accounts.ts';
import { notFound } from '../../shared/domain/fault.ts';
import { requireRecentLogin } from '../../shared/domain/user-administration.ts';
import { adjust } from '../../shared/pipeline/adjusting.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(createAdjustment, async ({ body, actor, now, newId }) => {
  const at = now();
  requireRecentLogin(actor.session, at);
  const { accountId } = (await accounts.find(body.accountId)) ?? notFound('account');
  const { kobo, reason } = body;
  return adjust({ adjustmentId: newId('adj'), accountId, kobo, reason, byUserId: actor.userId }, at);
});
