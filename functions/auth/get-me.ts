import { getMe } from '../../shared/contract/auth.ts';
import * as users from '../../shared/data/users.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getMe, ({ actor }) => users.get(actor.userId));
