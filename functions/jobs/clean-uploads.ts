import { cleanUploads } from '../../shared/contract/jobs.ts';
import * as templates from '../../shared/data/templates.ts';
import { forgetUpload } from '../../shared/pipeline/inspection.ts';
import { each } from '../../shared/runtime/each.ts';
import { tick } from '../../shared/runtime/jobs.ts';

/** Uploads looked at in one run, for each shard; the next run takes the rest. */
const perRun = 100;

export const handler = tick(cleanUploads, async ({ log, now }) => {
  const overdue = await templates.listOverdueUploads(now(), perRun, (key, error) =>
    log.error('item.broken', { ...key, error }),
  );
  await each(
    overdue,
    ({ templateId }) => templateId,
    (version) => forgetUpload(version, now),
  );
  log.info('uploads.cleaned', { found: overdue.length });
});
