import { renderRows } from '../../shared/contract/jobs.ts';
import { consume } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = consume(renderRows, async ({ log }) => log.error('stub'));
