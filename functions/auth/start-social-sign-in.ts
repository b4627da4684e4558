import { startSocialSignIn } from '../../shared/contract/auth-social.ts';
import { authorizeAddress } from '../../shared/identity/authorize-address.ts';
import { begin, callbackAddress, requireProvider } from '../../shared/pipeline/social-sign-in.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(startSocialSignIn, async ({ params, query, now, newSecret }) => {
  requireProvider(params.provider);
  const asked = { ...params, ...query };
  const state = await begin(asked, newSecret(), now());
  return authorizeAddress({ ...asked, state, callback: callbackAddress() });
});
