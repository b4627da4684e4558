import { listUsers } from '../../shared/contract/users.ts';
import * as users from '../../shared/data/users.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listUsers, ({ query }) => users.list(query, query));
