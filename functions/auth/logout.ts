import { logout } from '../../shared/contract/auth.ts';
import * as sessions from '../../shared/data/sessions.ts';
import * as users from '../../shared/data/users.ts';
import { revokeTokens } from '../../shared/identity/user-pool.ts';
import { http } from '../../shared/runtime/http.ts';
import { readRefreshToken } from '../../shared/runtime/refresh-token.ts';

/** The session ends in any case; the user pool is told only of a token that this very session was given. */
export const handler = http(logout, async ({ body, actor, now }) => {
  await users.endUserSession(actor.userId, actor.session, now());
  const held = readRefreshToken(body.refreshToken);
  const isOwn = held?.userId === actor.userId && held.sessionId === sessions.publicIdOf(actor.session);
  if (isOwn) await revokeTokens(held.poolToken);
});
