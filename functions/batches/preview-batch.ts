import { previewBatch } from '../../shared/contract/batch-outcome.ts';
import { noteAccess } from '../../shared/pipeline/access-note.ts';
import { requireConverter } from '../../shared/pipeline/converter-needed.ts';
import { previewOf } from '../../shared/pipeline/preview-reply.ts';
import { shownRow } from '../../shared/pipeline/shown-row.ts';
import { finished, http } from '../../shared/runtime/http.ts';

export const handler = http(previewBatch, async ({ params, query, actor, now, waitFor }) => {
  requireConverter(['pdf']);
  const shown = await shownRow(actor.accountId, params.batchId, params.row);
  const preview = await previewOf(shown, query.page, { now, waitFor });
  if (preview.state !== 'ready') return preview;
  await noteAccess([shown.seen], actor);
  return finished(preview);
});
