import { disableMfa } from '../../shared/contract/auth-mfa.ts';
import * as users from '../../shared/data/users.ts';
import { fail } from '../../shared/domain/fault.ts';
import { requirePassword } from '../../shared/domain/user.ts';
import { removeAuthenticator } from '../../shared/identity/authenticator.ts';
import { proveOwner } from '../../shared/identity/login.ts';
import { sendNotice } from '../../shared/pipeline/notice.ts';
import { forgetRecoveryCodes } from '../../shared/pipeline/recovering.ts';
import { endSessions } from '../../shared/pipeline/session-end.ts';
import { http } from '../../shared/runtime/http.ts';

/** The sessions end first: should anything fail then, no other one is left that the owner did not want. */
export const handler = http(disableMfa, async ({ body, actor, accessToken, now, log }) => {
  const user = await users.get(actor.userId);
  requirePassword(user);
  const { subject, hasAuthenticator } = await proveOwner(accessToken, body);
  if (!hasAuthenticator) fail('mfa-off', 'There is no second factor to turn off.');
  await endSessions(actor.userId, now(), actor.session);
  await removeAuthenticator(subject);
  await forgetRecoveryCodes(actor.userId);
  await sendNotice({ kind: 'mfa-disabled', to: user, at: now() }, log);
});
