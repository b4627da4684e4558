import { getTemplateSample } from '../../shared/contract/templates.ts';
import * as templates from '../../shared/data/templates.ts';
import { applySettings } from '../../shared/domain/field-settings.ts';
import { sampleValues } from '../../shared/domain/sample-values.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getTemplateSample, async ({ params, query, actor }) => {
  const template = await templates.get(actor.accountId, params.templateId);
  const { fields } = await templates.getUsableVersion(template, query.version);
  return sampleValues(applySettings(fields, template.fieldSettings));
});
