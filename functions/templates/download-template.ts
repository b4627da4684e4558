import { downloadTemplate } from '../../shared/contract/templates.ts';
import * as templates from '../../shared/data/templates.ts';
import { fileNameFor } from '../../shared/domain/document.ts';
import { docxMediaType } from '../../shared/domain/media-types.ts';
import { presignDownload } from '../../shared/files/artefacts.ts';
import { templateKey } from '../../shared/files/keys.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(downloadTemplate, async ({ params, query, actor, now }) => {
  const template = await templates.get(actor.accountId, params.templateId);
  const { file } = await templates.getUsableVersion(template, query.version);
  const key = templateKey(actor.accountId, params.templateId, file.sha256);
  const link = await presignDownload(key, fileNameFor(template.name, 'docx'), docxMediaType, now());
  return { ...link, ...file };
});
