import { expireDocuments } from '../../shared/contract/jobs.ts';
import { tick } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = tick(expireDocuments, async ({ log }) => log.error('stub'));
