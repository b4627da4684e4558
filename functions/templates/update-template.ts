import { updateTemplate } from '../../shared/contract/templates.ts';
import * as templates from '../../shared/data/templates.ts';
import { requireRevision } from '../../shared/domain/revision.ts';
import {
  changeTemplate,
  requireFittingSettings,
  withSettings,
} from '../../shared/domain/template-settings.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(updateTemplate, async ({ params, body, actor, now, expectedRevision }) => {
  const updated = await templates.update(actor.accountId, params.templateId, (template) => {
    requireRevision(template, expectedRevision);
    requireFittingSettings(template, body.fieldSettings ?? {});
    return changeTemplate(template, body, now());
  });
  return withSettings(updated);
});
