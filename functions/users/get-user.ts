import { getUser } from '../../shared/contract/users.ts';
import * as users from '../../shared/data/users.ts';
import { notFound } from '../../shared/domain/fault.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getUser, async ({ params }) => {
  const user = await users.find(params.userId);
  return user ?? notFound('user');
});
