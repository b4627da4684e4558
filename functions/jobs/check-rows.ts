import { checkRows } from '../../shared/contract/jobs.ts';
import { consume } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = consume(checkRows, async ({ log }) => log.error('stub'));
