import { renewRecoveryCodes } from '../../shared/contract/auth-mfa.ts';
import * as users from '../../shared/data/users.ts';
import { fail } from '../../shared/domain/fault.ts';
import { requirePassword } from '../../shared/domain/user.ts';
import { proveOwner } from '../../shared/identity/login.ts';
import { sendNotice } from '../../shared/pipeline/notice.ts';
import { issueRecoveryCodes } from '../../shared/pipeline/recovering.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(renewRecoveryCodes, async ({ body, actor, accessToken, now, newCode, log }) => {
  const user = await users.get(actor.userId);
  requirePassword(user);
  const { hasAuthenticator } = await proveOwner(accessToken, body);
  if (!hasAuthenticator) fail('mfa-off', 'There is no second factor. Set up an authenticator app first.');
  const recoveryCodes = await issueRecoveryCodes(actor, newCode, now());
  await sendNotice({ kind: 'recovery-codes-renewed', to: user, at: now() }, log);
  return { recoveryCodes };
});
