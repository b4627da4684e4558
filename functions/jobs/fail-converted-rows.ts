import { failConvertedRows } from '../../shared/contract/jobs.ts';
import { bury } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = bury(failConvertedRows, async ({ log }) => log.error('stub'));
