import { acceptInvitation } from '../../shared/contract/invitations.ts';
import { join } from '../../shared/pipeline/joining.ts';
import { placeView } from '../../shared/pipeline/place-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(acceptInvitation, async ({ body, actor, now }) => {
  const { account, member } = await join(body.token, actor.userId, now());
  return placeView(account, member);
});
