import { verifyAudit } from '../../shared/contract/audit.ts';
import { proveChain } from '../../shared/pipeline/chain-proof.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(verifyAudit, ({ query, actor }) => proveChain(actor.accountId, query));
