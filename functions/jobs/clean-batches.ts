import { cleanBatches } from '../../shared/contract/jobs.ts';
import { tick } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = tick(cleanBatches, async ({ log }) => log.error('stub'));
