import { failArchives } from '../../shared/contract/jobs-archive.ts';
import { giveUpArchive } from '../../shared/pipeline/archive-making.ts';
import { bury } from '../../shared/runtime/jobs.ts';

export const handler = bury(failArchives, async ({ message, log, now }) => {
  await giveUpArchive(message, now());
  log.error('archive.given-up', message);
});
