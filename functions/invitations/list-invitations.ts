import { listInvitations } from '../../shared/contract/invitations.ts';
import * as invitations from '../../shared/data/invitations.ts';
import { isOpen } from '../../shared/domain/invitation.ts';
import { invitationView } from '../../shared/pipeline/invitation-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listInvitations, async ({ query, actor, now }) => {
  const { items, nextCursor } = await invitations.list(actor.accountId, query);
  return { items: items.filter((each) => isOpen(each, now())).map(invitationView), nextCursor };
});
