import { deleteInvitation } from '../../shared/contract/invitations.ts';
import * as invitations from '../../shared/data/invitations.ts';
import * as members from '../../shared/data/members.ts';
import { requireAbove } from '../../shared/domain/member.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(deleteInvitation, async ({ params, actor }) => {
  const { member: by } = await members.meetMyself(actor.accountId, actor);
  const invitation = await invitations.get(actor.accountId, params.invitationId);
  requireAbove(by.role, invitation.role);
  await invitations.remove(by, invitation);
});
