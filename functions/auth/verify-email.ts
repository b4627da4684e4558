import { verifyEmail } from '../../shared/contract/auth.ts';
import { requireGoodPassword } from '../../shared/identity/strong-password.ts';
import { confirmSignUp } from '../../shared/identity/user-pool.ts';
import { http } from '../../shared/runtime/http.ts';

/** A password is judged before the code, which works once. */
export const handler = http(verifyEmail, async ({ body }) => {
  await requireGoodPassword(body.password, body);
  await confirmSignUp(body);
  return { email: body.email, next: 'login' as const };
});
