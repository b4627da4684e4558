import { removeMember } from '../../shared/contract/members.ts';
import * as members from '../../shared/data/members.ts';
import { requireRemovable } from '../../shared/domain/member.ts';
import { forgetCardOf } from '../../shared/pipeline/plan-belonging.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(removeMember, async ({ params, actor, now }) => {
  const { by, member } = await members.meet(actor.accountId, { by: actor.userId, member: params.userId });
  requireRemovable(by, member);
  await forgetCardOf(actor.accountId, params.userId, now());
  await members.remove(by, member);
});
