import { resendCode } from '../../shared/contract/auth.ts';
import * as userPool from '../../shared/identity/user-pool.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(resendCode, async ({ body }) => {
  await userPool.resendCode(body.email);
  return { email: body.email, next: 'verify-email' as const };
});
