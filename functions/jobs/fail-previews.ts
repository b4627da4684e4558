import { failPreviews } from '../../shared/contract/jobs.ts';
import { giveUpPreview } from '../../shared/pipeline/preview-giving-up.ts';
import { bury } from '../../shared/runtime/jobs.ts';

export const handler = bury(failPreviews, async ({ message, log, now }) => {
  const failed = await giveUpPreview(message, now);
  log.error('preview.given-up', { ...message, failed });
});
