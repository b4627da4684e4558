import { refresh } from '../../shared/contract/auth.ts';
import { refreshTokens } from '../../shared/identity/user-pool.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(refresh, ({ body }) => refreshTokens(body.refreshToken));
