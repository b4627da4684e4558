import { anchorAudit } from '../../shared/contract/jobs.ts';
import { anchorChains } from '../../shared/pipeline/anchoring.ts';
import { tick } from '../../shared/runtime/jobs.ts';

export const handler = tick(anchorAudit, async (context) => {
  context.log.info('audit.anchored', await anchorChains(context));
});
