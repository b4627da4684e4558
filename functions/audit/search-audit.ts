import { searchAudit } from '../../shared/contract/audit.ts';
import { searchedTrails } from '../../shared/pipeline/trail-reading.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(searchAudit, ({ query, actor, now }) =>
  searchedTrails(actor.accountId, query, now),
);
