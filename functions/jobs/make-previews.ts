import { makePreviews } from '../../shared/contract/jobs.ts';
import { makePreview } from '../../shared/pipeline/preview-making.ts';
import { consume } from '../../shared/runtime/jobs.ts';

export const handler = consume(makePreviews, async ({ message, log, now }) => {
  const outcome = await makePreview(message, now);
  log.info('preview.made', { ...message, outcome });
});
