import { verifyMfa } from '../../shared/contract/auth-mfa.ts';
import { answerChallenge } from '../../shared/identity/login.ts';
import { enter } from '../../shared/pipeline/entering.ts';
import { http } from '../../shared/runtime/http.ts';
import { openChallenge } from '../../shared/runtime/login-challenge.ts';

export const handler = http(verifyMfa, async ({ body, client, now, newId }) => {
  const loggedIn = await answerChallenge(openChallenge(body.challenge), body.code);
  return enter(loggedIn, client, now(), newId);
});
