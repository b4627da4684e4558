import { previewTemplate } from '../../shared/contract/templates.ts';
import { requireConverter } from '../../shared/pipeline/converter-needed.ts';
import { previewOf } from '../../shared/pipeline/preview-reply.ts';
import { shownTemplate } from '../../shared/pipeline/shown-template.ts';
import { finished, http } from '../../shared/runtime/http.ts';

export const handler = http(previewTemplate, async ({ params, query, actor, now, waitFor }) => {
  requireConverter(['pdf']);
  const shown = await shownTemplate(actor.accountId, params.templateId, query.version);
  const preview = await previewOf(shown, query.page, { now, waitFor });
  return preview.state === 'ready' ? finished(preview) : preview;
});
