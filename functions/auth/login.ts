import { login } from '../../shared/contract/auth.ts';
import { logIn } from '../../shared/identity/user-pool.ts';
import { enter } from '../../shared/pipeline/entering.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(login, async ({ body, client, now, newId }) => {
  const { tokens, identity } = await logIn(body.email, body.password);
  await enter(identity, client, now(), newId);
  return tokens;
});
