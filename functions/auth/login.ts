import { login } from '../../shared/contract/auth.ts';
import { logIn } from '../../shared/identity/login.ts';
import { enter } from '../../shared/pipeline/entering.ts';
import { http } from '../../shared/runtime/http.ts';
import { sealChallenge } from '../../shared/runtime/login-challenge.ts';

export const handler = http(login, async ({ body, client, now, newId }) => {
  const step = await logIn(body.email, body.password);
  if (step.challenge) return { next: 'mfa' as const, challenge: sealChallenge(step.challenge) };
  return enter(step, client, now(), newId);
});
