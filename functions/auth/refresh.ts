import { refresh } from '../../shared/contract/auth.ts';
import { refreshTokens, revokeTokens } from '../../shared/identity/user-pool.ts';
import { refreshSession } from '../../shared/pipeline/session-use.ts';
import { http } from '../../shared/runtime/http.ts';

/** The pool goes on refreshing sessions that we have ended; our record does not. */
export const handler = http(refresh, ({ body, client, now, log }) =>
  refreshSession(
    body.refreshToken,
    { client, at: now(), log },
    { exchange: refreshTokens, revoke: revokeTokens },
  ),
);
