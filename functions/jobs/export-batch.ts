import { exportBatch } from '../../shared/contract/jobs.ts';
import { consume } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = consume(exportBatch, async ({ log }) => log.error('stub'));
