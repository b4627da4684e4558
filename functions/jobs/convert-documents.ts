import { convertDocuments } from '../../shared/contract/jobs.ts';
import { consume } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = consume(convertDocuments, async ({ log }) => log.error('stub'));
