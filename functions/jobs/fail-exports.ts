import { failExports } from '../../shared/contract/jobs.ts';
import { bury } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = bury(failExports, async ({ log }) => log.error('stub'));
