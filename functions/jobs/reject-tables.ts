import { rejectTables } from '../../shared/contract/jobs.ts';
import { bury } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = bury(rejectTables, async ({ log }) => log.error('stub'));
