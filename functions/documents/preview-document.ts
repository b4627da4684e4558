import { previewDocument } from '../../shared/contract/documents.ts';
import { noteAccess } from '../../shared/pipeline/access-note.ts';
import { requireConverter } from '../../shared/pipeline/converter-needed.ts';
import { previewOf } from '../../shared/pipeline/preview-reply.ts';
import { shownDocument } from '../../shared/pipeline/shown-document.ts';
import { finished, http } from '../../shared/runtime/http.ts';

export const handler = http(previewDocument, async ({ params, query, actor, now, waitFor }) => {
  requireConverter(['pdf']);
  const shown = await shownDocument(actor.accountId, params.documentId);
  const preview = await previewOf(shown, query.page, { now, waitFor });
  if (preview.state !== 'ready') return preview;
  await noteAccess([shown.seen], actor);
  return finished(preview);
});
