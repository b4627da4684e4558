import { diffTemplateVersion } from '../../shared/contract/templates.ts';
import * as templates from '../../shared/data/templates.ts';
import { compareVersions } from '../../shared/domain/template-publishing.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(diffTemplateVersion, async ({ params, query, actor }) => {
  const template = await templates.get(actor.accountId, params.templateId);
  const version = await templates.getUsableVersion(template, params.version);
  const against = await templates.findVersionBefore(template, version.version, query.against);
  return compareVersions(template, version, against);
});
