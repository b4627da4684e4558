import { exportAudit } from '../../shared/contract/audit.ts';
import { exportChain } from '../../shared/pipeline/chain-export.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(exportAudit, ({ query, actor, now }) =>
  exportChain(actor.accountId, query, now()),
);
