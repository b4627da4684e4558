import { getTemplateSchema } from '../../shared/contract/templates.ts';
import * as templates from '../../shared/data/templates.ts';
import { applySettings } from '../../shared/domain/field-settings.ts';
import { jsonSchema } from '../../shared/domain/json-schema.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getTemplateSchema, async ({ params, query, actor }) => {
  const template = await templates.get(actor.accountId, params.templateId);
  const { fields } = await templates.getUsableVersion(template, query.version);
  return jsonSchema(template.name, applySettings(fields, template.fieldSettings));
});
