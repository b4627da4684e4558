import { refresh } from '../../shared/contract/auth.ts';
import { userIdOf } from '../../shared/domain/user.ts';
import { endOfSession, refreshTokens } from '../../shared/identity/user-pool.ts';
import { continueSession } from '../../shared/pipeline/session-use.ts';
import { http } from '../../shared/runtime/http.ts';

/** The pool goes on refreshing sessions that we have ended; its tokens would be refused. */
export const handler = http(refresh, async ({ body, client, now }) => {
  const { tokens, subject, session } = await refreshTokens(body.refreshToken);
  const goesOn = await continueSession(userIdOf(subject), session, client, now());
  return goesOn ? tokens : endOfSession(tokens.refreshToken);
});
