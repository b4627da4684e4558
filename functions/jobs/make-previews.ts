import { makePreviews } from '../../shared/contract/jobs.ts';
import { consume } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = consume(makePreviews, async ({ log }) => log.error('stub'));
