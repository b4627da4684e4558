import { getMe } from '../../shared/contract/auth.ts';
import * as users from '../../shared/data/users.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getMe, async ({ actor }) => {
  const user = await users.get(actor.userId);
  return { ...user, role: actor.role };
});
