import { recoverMfa } from '../../shared/contract/auth-mfa.ts';
import { actsAs } from '../../shared/data/audit-cause.ts';
import * as users from '../../shared/data/users.ts';
import { userIdOf } from '../../shared/domain/user.ts';
import { removeAuthenticator } from '../../shared/identity/authenticator.ts';
import { logInPlainly, subjectBehind } from '../../shared/identity/login.ts';
import { signOutEverywhere } from '../../shared/identity/user-pool.ts';
import { enter } from '../../shared/pipeline/entering.ts';
import { sendNotice } from '../../shared/pipeline/notice.ts';
import { forgetRecoveryCodes, spendRecoveryCode } from '../../shared/pipeline/recovering.ts';
import { endSessions } from '../../shared/pipeline/session-end.ts';
import { http } from '../../shared/runtime/http.ts';

/** The code is used up first: whatever fails after it, nobody gets in twice with one code, and nine are left. */
export const handler = http(recoverMfa, async ({ body, client, now, newId, log }) => {
  const { email, password, recoveryCode } = body;
  const subject = await subjectBehind(email, password);
  const userId = userIdOf(subject);
  actsAs({ kind: 'user', userId });
  await spendRecoveryCode(userId, recoveryCode, now());
  await sendNotice({ kind: 'mfa-recovered', to: await users.get(userId), at: now() }, log);
  await Promise.all([endSessions(userId, now()), signOutEverywhere(subject)]);
  await removeAuthenticator(subject);
  await forgetRecoveryCodes(userId);
  return enter(await logInPlainly(email, password), client, now(), newId);
});
