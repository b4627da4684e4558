import { updateMember } from '../../shared/contract/members.ts';
import * as members from '../../shared/data/members.ts';
import * as users from '../../shared/data/users.ts';
import { changeMemberRole } from '../../shared/domain/member.ts';
import { requireRevision } from '../../shared/domain/revision.ts';
import { memberView } from '../../shared/pipeline/member-list.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(updateMember, async ({ params, body, actor, expectedRevision }) => {
  const { by, member } = await members.meet(actor.accountId, { by: actor.userId, member: params.userId });
  requireRevision(member, expectedRevision);
  const changed = changeMemberRole(by, member, body.role);
  if (changed !== member) await members.replace(by, member, changed);
  return memberView(changed, await users.get(changed.userId));
});
