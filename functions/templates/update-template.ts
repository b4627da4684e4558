import { updateTemplate } from '../../shared/contract/templates.ts';
import * as templates from '../../shared/data/templates.ts';
import { requireRevision, requireWon } from '../../shared/domain/revision.ts';
import { changeTemplate, requireKnownLabels, withLabels } from '../../shared/domain/template.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(updateTemplate, async ({ params, body, actor, now, expectedRevision }) => {
  const template = await templates.get(actor.accountId, params.templateId);
  requireRevision(template, expectedRevision);
  requireKnownLabels(template, body.fieldLabels ?? {});
  const updated = changeTemplate(template, body, now());
  requireWon(await templates.replace(template, updated));
  return withLabels(updated);
});
