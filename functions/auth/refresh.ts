import { refresh } from '../../shared/contract/auth.ts';
import * as users from '../../shared/data/users.ts';
import { acceptsSession, userIdOf } from '../../shared/domain/user.ts';
import { endOfSession, refreshTokens } from '../../shared/identity/user-pool.ts';
import { http } from '../../shared/runtime/http.ts';

/** The pool goes on refreshing sessions that we have ended; its tokens would be refused. */
export const handler = http(refresh, async ({ body }) => {
  const { tokens, subject, session } = await refreshTokens(body.refreshToken);
  const user = await users.find(userIdOf(subject));
  if (user && !acceptsSession(user, session)) return endOfSession(tokens.refreshToken);
  return tokens;
});
