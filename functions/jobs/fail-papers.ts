import { failPapers } from '../../shared/contract/jobs-papers.ts';
import { giveUpPaper } from '../../shared/pipeline/paper-giving-up.ts';
import { bury } from '../../shared/runtime/jobs.ts';

export const handler = bury(failPapers, async ({ message, log, now }) => {
  const failed = await giveUpPaper(message, now);
  log.error('paper.given-up', { ...message, failed });
});
