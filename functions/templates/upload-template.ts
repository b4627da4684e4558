import { uploadTemplate } from '../../shared/contract/templates.ts';
import * as templates from '../../shared/data/templates.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { announceTemplate } from '../../shared/domain/template.ts';
import { uploadFor, uploadLinkExpiry } from '../../shared/pipeline/upload-link.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(uploadTemplate, async ({ body, actor, now, newId }) => {
  const at = now();
  const announced = announceTemplate({
    ...body,
    accountId: actor.accountId,
    templateId: newId('tpl'),
    at,
    uploadExpiresAt: uploadLinkExpiry(at),
  });
  requireWon(await templates.insert(announced));
  return { template: announced.template, upload: await uploadFor(announced.version, body, at) };
});
