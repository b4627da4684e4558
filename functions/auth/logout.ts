import { logout } from '../../shared/contract/auth.ts';
import * as users from '../../shared/data/users.ts';
import { revokeTokens } from '../../shared/identity/user-pool.ts';
import { http } from '../../shared/runtime/http.ts';
import { readRefreshToken } from '../../shared/runtime/refresh-token.ts';

export const handler = http(logout, async ({ body, actor, now }) => {
  await users.endUserSession(actor.userId, actor.session, now());
  const held = readRefreshToken(body.refreshToken);
  if (held) await revokeTokens(held.poolToken);
});
