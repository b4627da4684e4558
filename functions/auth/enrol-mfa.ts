import { enrolMfa } from '../../shared/contract/auth-mfa.ts';
import * as users from '../../shared/data/users.ts';
import { authenticatorAddress } from '../../shared/domain/authenticator.ts';
import { requirePassword } from '../../shared/domain/user.ts';
import { newAuthenticator } from '../../shared/identity/authenticator.ts';
import { proveOwner } from '../../shared/identity/login.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(enrolMfa, async ({ body, actor, accessToken }) => {
  requirePassword(await users.get(actor.userId));
  const { email } = await proveOwner(accessToken, body);
  const secret = await newAuthenticator(accessToken);
  return { secret, uri: authenticatorAddress({ email, secret }) };
});
