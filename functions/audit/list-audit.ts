import { listAudit } from '../../shared/contract/audit.ts';
import { accountTrail } from '../../shared/pipeline/trail-reading.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listAudit, ({ query, actor, now }) =>
  accountTrail(actor.accountId, query, now()),
);
