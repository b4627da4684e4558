import { createBatch } from '../../shared/contract/batches.ts';
import * as batches from '../../shared/data/batches.ts';
import * as templates from '../../shared/data/templates.ts';
import { announceBatch, requireFittingSettings } from '../../shared/domain/batch.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { batchView } from '../../shared/pipeline/batch-view.ts';
import { requireConverter } from '../../shared/pipeline/converter-needed.ts';
import { tableUploadFor } from '../../shared/pipeline/table-upload-link.ts';
import { uploadLinkExpiry } from '../../shared/pipeline/upload-link.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(createBatch, async ({ body, actor, now, newId }) => {
  const { pdf: pdfOptions, formats, passwordColumn, namePattern } = body;
  const settings = { pdfOptions, formats, passwordColumn, namePattern };
  requireFittingSettings(settings);
  requireConverter(formats);
  const template = await templates.get(actor.accountId, body.templateId);
  const { templateId, version } = await templates.getUsableVersion(template, body.version);
  const { accountId, userId: createdBy } = actor;
  const [at, batchId, name] = [now(), newId('bat'), body.name ?? template.name];
  const ids = { accountId, batchId, templateId, version, createdBy };
  const batch = announceBatch({ ...ids, ...settings, name, at, uploadExpiresAt: uploadLinkExpiry(at) });
  requireWon(await batches.insert(batch));
  return { batch: await batchView(batch), upload: await tableUploadFor(batch, body, at) };
});
