import { verifyEmail } from '../../shared/contract/auth.ts';
import { confirmSignUp } from '../../shared/identity/user-pool.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(verifyEmail, async ({ body }) => {
  await confirmSignUp(body);
  return { email: body.email, next: 'login' as const };
});
