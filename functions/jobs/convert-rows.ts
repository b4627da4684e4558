import { convertRows } from '../../shared/contract/jobs.ts';
import { consume } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = consume(convertRows, async ({ log }) => log.error('stub'));
