import { listTemplateVersions } from '../../shared/contract/templates.ts';
import * as templates from '../../shared/data/templates.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listTemplateVersions, async ({ params, query, actor }) => {
  await templates.get(actor.accountId, params.templateId);
  return templates.listVersions(actor.accountId, params.templateId, query);
});
