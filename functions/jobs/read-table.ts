import { readTable } from '../../shared/contract/jobs.ts';
import { consume } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = consume(readTable, async ({ log }) => log.error('stub'));
