import { receiveSocialSignIn } from '../../shared/contract/auth-social.ts';
import { addressAfter } from '../../shared/pipeline/social-sign-in.ts';
import { http, nowhere } from '../../shared/runtime/http.ts';
import { expiredSignInPage } from '../../web/expired-sign-in-page.ts';

/** Who brings no state of ours is sent nowhere: there is no page that we could trust. */
export const handler = http(receiveSocialSignIn, async ({ query, now }) => {
  const address = await addressAfter(query, now());
  return address ?? nowhere(expiredSignInPage);
});
