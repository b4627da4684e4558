import { listSessions } from '../../shared/contract/auth.ts';
import { listOpenSessions } from '../../shared/pipeline/session-list.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listSessions, ({ query, actor, now }) => listOpenSessions(actor, query, now()));
