import { removeMember } from '../../shared/contract/members.ts';
import * as members from '../../shared/data/members.ts';
import { requireRemovable } from '../../shared/domain/member.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(removeMember, async ({ params, actor }) => {
  const { by, member } = await members.meet(actor.accountId, { by: actor.userId, member: params.userId });
  requireRemovable(by, member);
  await members.remove(by, member);
});
