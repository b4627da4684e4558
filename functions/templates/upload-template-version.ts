import { uploadTemplateVersion } from '../../shared/contract/templates.ts';
import * as templates from '../../shared/data/templates.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { announceVersion } from '../../shared/domain/template.ts';
import { uploadFor, uploadLinkExpiry } from '../../shared/pipeline/upload-link.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(uploadTemplateVersion, async ({ params, body, actor, now }) => {
  const at = now();
  const template = await templates.get(actor.accountId, params.templateId);
  const announced = announceVersion(template, body, at, uploadLinkExpiry(at));
  requireWon(await templates.insertVersion(template, announced));
  return { version: announced.version, upload: await uploadFor(announced.version, body, at) };
});
