import { checkConverter } from '../../shared/contract/jobs.ts';
import { tick } from '../../shared/runtime/jobs.ts';

export const handler = tick(checkConverter, async ({ log }) => {
  log.info('converter.ready');
});
