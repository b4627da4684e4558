import { resumeBatches } from '../../shared/contract/jobs.ts';
import { tick } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = tick(resumeBatches, async ({ log }) => log.error('stub'));
