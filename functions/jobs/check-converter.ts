import { checkConverter } from '../../shared/contract/jobs.ts';
import { converterState } from '../../shared/pipeline/converter-check.ts';
import { tick } from '../../shared/runtime/jobs.ts';

export const handler = tick(checkConverter, async ({ log, now }) => {
  const { works, ...found } = await converterState(now);
  if (works) log.info('converter.ready', found);
  else log.error('converter.broken', found);
});
