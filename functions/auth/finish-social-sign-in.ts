import { finishSocialSignIn } from '../../shared/contract/auth-social.ts';
import { letIn, redeemCode } from '../../shared/identity/hosted-pages.ts';
import { enterThrough } from '../../shared/pipeline/entering.ts';
import { callbackAddress, take } from '../../shared/pipeline/social-sign-in.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(finishSocialSignIn, async ({ body, client, now, newId }) => {
  const { provider } = await take(body.state, body.verifier, now());
  const loggedIn = await redeemCode({ ...body, callback: callbackAddress() });
  const { poolName } = loggedIn.identity.by;
  return letIn(poolName, () => enterThrough(provider, loggedIn, client, now(), newId));
});
