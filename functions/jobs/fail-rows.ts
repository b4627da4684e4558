import { failRows } from '../../shared/contract/jobs.ts';
import { bury } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = bury(failRows, async ({ log }) => log.error('stub'));
