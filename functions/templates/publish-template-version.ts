import { publishTemplateVersion } from '../../shared/contract/templates.ts';
import * as templates from '../../shared/data/templates.ts';
import { requireRevision } from '../../shared/domain/revision.ts';
import { publishVersion } from '../../shared/domain/template-publishing.ts';
import { withSettings } from '../../shared/domain/template-settings.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(publishTemplateVersion, async (request) => {
  const { params, body, actor, now, expectedRevision } = request;
  const published = await templates.update(actor.accountId, params.templateId, async (template) => {
    requireRevision(template, expectedRevision);
    const version = await templates.getUsableVersion(template, params.version);
    return publishVersion(template, version, body.acceptBreaking, now());
  });
  return withSettings(published);
});
