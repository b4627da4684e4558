import { login } from '../../shared/contract/auth.ts';
import * as users from '../../shared/data/users.ts';
import { userIdOf, welcome } from '../../shared/domain/user.ts';
import { logIn } from '../../shared/identity/user-pool.ts';
import { http } from '../../shared/runtime/http.ts';

/** The user's record is made at the first login: a crash between sign-up and record leaves nothing to repair. */
export const handler = http(login, async ({ body, now, newId }) => {
  const { tokens, identity } = await logIn(body.email, body.password);
  const userId = userIdOf(identity.subject);
  if (!(await users.find(userId))) {
    const { user, account } = welcome({ ...identity, userId, accountId: newId('acc'), at: now() });
    await users.insert(user, account);
  }
  return tokens;
});
