import { endSession } from '../../shared/contract/auth.ts';
import * as users from '../../shared/data/users.ts';
import { getOpenSession } from '../../shared/pipeline/session-use.ts';
import { http } from '../../shared/runtime/http.ts';

/** The pool may go on refreshing it; each token that it gives is refused. */
export const handler = http(endSession, async ({ params, actor, now }) => {
  const at = now();
  const session = await getOpenSession(actor.userId, params.sessionId, at);
  await users.endUserSession(actor.userId, session, at);
});
