import { getEmail } from '../../shared/contract/users.ts';
import * as users from '../../shared/data/users.ts';
import { openWish } from '../../shared/pipeline/email-wish.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getEmail, async ({ actor, now }) => {
  const [{ email }, change] = await Promise.all([users.get(actor.userId), openWish(actor.userId, now())]);
  return { email, change };
});
