import { leaveAccount } from '../../shared/contract/accounts.ts';
import * as members from '../../shared/data/members.ts';
import { requireLeavable } from '../../shared/domain/member.ts';
import { forgetCardOf } from '../../shared/pipeline/plan-belonging.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(leaveAccount, async ({ params, actor, now }) => {
  const { member } = await members.meetMyself(params.accountId, actor);
  requireLeavable(member);
  await forgetCardOf(params.accountId, actor.userId, now());
  await members.leave(member);
});
