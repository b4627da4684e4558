import { updateTemplate } from '../../shared/contract/templates.ts';
import * as templates from '../../shared/data/templates.ts';
import { requireRevision } from '../../shared/domain/revision.ts';
import { changeTemplate, requireKnownLabels, withLabels } from '../../shared/domain/template.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(updateTemplate, async ({ params, body, actor, now, expectedRevision }) => {
  const updated = await templates.update(actor.accountId, params.templateId, (template) => {
    requireRevision(template, expectedRevision);
    requireKnownLabels(template, body.fieldLabels ?? {});
    return changeTemplate(template, body, now());
  });
  return withLabels(updated);
});
