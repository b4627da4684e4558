import { createInvitation } from '../../shared/contract/invitations.ts';
import * as members from '../../shared/data/members.ts';
import * as users from '../../shared/data/users.ts';
import { invitationView } from '../../shared/pipeline/invitation-view.ts';
import { mailInvitation, storeInvitation } from '../../shared/pipeline/inviting.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(createInvitation, async ({ body, actor, now, newSecret }) => {
  const { account, member: by } = await members.meetMyself(actor.accountId, actor);
  const secret = newSecret();
  const invitation = await storeInvitation(by, body, secret, now());
  const { name: inviter } = await users.get(actor.userId);
  await mailInvitation(invitation, { account, inviter, secret });
  return invitationView(invitation);
});
