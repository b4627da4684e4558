import { makePapers } from '../../shared/contract/jobs-papers.ts';
import { makePaper } from '../../shared/pipeline/paper-making.ts';
import { consume } from '../../shared/runtime/jobs.ts';

export const handler = consume(makePapers, async ({ message, log, now }) => {
  const outcome = await makePaper(message, now);
  log.info('paper.made', { ...message, outcome });
});
