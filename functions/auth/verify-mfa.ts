import { verifyMfa } from '../../shared/contract/auth-mfa.ts';
import { answerChallenge } from '../../shared/identity/login.ts';
import { enter } from '../../shared/pipeline/entering.ts';
import { http } from '../../shared/runtime/http.ts';
import { openChallenge } from '../../shared/runtime/login-challenge.ts';

export const handler = http(verifyMfa, async ({ body, client, now, newId }) => {
  const { tokens, identity } = await answerChallenge(openChallenge(body.challenge), body.code);
  await enter(identity, client, now(), newId);
  return tokens;
});
