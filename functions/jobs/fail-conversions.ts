import { failConversions } from '../../shared/contract/jobs.ts';
import { bury } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = bury(failConversions, async ({ log }) => log.error('stub'));
