import { archiveUser } from '../../shared/contract/jobs-archive.ts';
import { makePart } from '../../shared/pipeline/archive-making.ts';
import { consume } from '../../shared/runtime/jobs.ts';

export const handler = consume(archiveUser, async ({ message, log, now }) => {
  const outcome = await makePart(message, { now, log });
  log.info('archive.part', { ...message, outcome });
});
