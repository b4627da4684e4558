import { confirmMfa } from '../../shared/contract/auth-mfa.ts';
import * as users from '../../shared/data/users.ts';
import { confirmAuthenticator, demandCodes } from '../../shared/identity/authenticator.ts';
import { sendNotice } from '../../shared/pipeline/notice.ts';
import { issueRecoveryCodes } from '../../shared/pipeline/recovering.ts';
import { http } from '../../shared/runtime/http.ts';

/** Codes are demanded last, so that nobody is asked for them who could not recover. */
export const handler = http(confirmMfa, async ({ body, actor, accessToken, now, newCode, log }) => {
  await confirmAuthenticator(accessToken, body.code);
  const recoveryCodes = await issueRecoveryCodes(actor, newCode, now());
  await demandCodes(accessToken);
  await sendNotice({ kind: 'mfa-enabled', to: await users.get(actor.userId), at: now() }, log);
  return { recoveryCodes };
});
