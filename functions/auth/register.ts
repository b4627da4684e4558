import { register } from '../../shared/contract/auth.ts';
import { signUp } from '../../shared/identity/user-pool.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(register, async ({ body }) => {
  await signUp(body.email);
  return { email: body.email, next: 'verify-email' as const };
});
