import { failPreviews } from '../../shared/contract/jobs.ts';
import { bury } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = bury(failPreviews, async ({ log }) => log.error('stub'));
