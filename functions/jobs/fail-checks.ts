import { failChecks } from '../../shared/contract/jobs.ts';
import { bury } from '../../shared/runtime/jobs.ts';

/** STUB */
export const handler = bury(failChecks, async ({ log }) => log.error('stub'));
