import { forgotPassword } from '../../shared/contract/auth.ts';
import { mailResetCode } from '../../shared/identity/user-pool.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(forgotPassword, async ({ body }) => {
  await mailResetCode(body.email);
  return { email: body.email, next: 'reset-password' as const };
});
