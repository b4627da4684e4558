import { cleanArchives } from '../../shared/contract/jobs-archive.ts';
import { archiveWork } from '../../shared/pipeline/archive-care.ts';
import { handleDue } from '../../shared/pipeline/due-work.ts';
import { tick } from '../../shared/runtime/jobs.ts';

export const handler = tick(cleanArchives, async (context) => {
  context.log.info('archives.cleaned', await handleDue(archiveWork(context.now), context));
});
