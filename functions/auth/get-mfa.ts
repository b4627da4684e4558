import { getMfa } from '../../shared/contract/auth-mfa.ts';
import * as recoveryCodes from '../../shared/data/recovery-codes.ts';
import * as users from '../../shared/data/users.ts';
import { ownerOf } from '../../shared/identity/authenticator.ts';
import { http } from '../../shared/runtime/http.ts';

/**
 * Whether it is on is asked of the pool, which decides at login; a second answer of ours could differ from it. Whom a
 * provider lets in is protected there.
 */
export const handler = http(getMfa, async ({ actor, accessToken }) => {
  const { provider } = await users.get(actor.userId);
  if (provider) return { enabled: false, recoveryCodesLeft: 0 };
  const { hasAuthenticator: enabled } = await ownerOf(accessToken);
  const codes = enabled ? await recoveryCodes.find(actor.userId) : undefined;
  return { enabled, recoveryCodesLeft: codes?.hashes.length ?? 0 };
});
