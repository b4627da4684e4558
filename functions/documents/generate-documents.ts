import { generateDocuments } from '../../shared/contract/documents.ts';
import * as accounts from '../../shared/data/accounts.ts';
import { withoutRemoved } from '../../shared/data/removed-documents.ts';
import * as templates from '../../shared/data/templates.ts';
import * as verifications from '../../shared/data/verifications.ts';
import { withShownCharge } from '../../shared/domain/charge.ts';
import { requireFittingOptions } from '../../shared/domain/document.ts';
import { keptUntil } from '../../shared/domain/retention.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { insertCharged } from '../../shared/pipeline/charging.ts';
import { requireConverter } from '../../shared/pipeline/converter-needed.ts';
import { draftDocuments } from '../../shared/pipeline/drafting.ts';
import { enqueueOrLeave } from '../../shared/pipeline/enqueue.ts';
import { withLinks } from '../../shared/pipeline/finished-links.ts';
import { storeLargeValues } from '../../shared/pipeline/large-values.ts';
import { whenFinished } from '../../shared/pipeline/waiting.ts';
import { finished, http } from '../../shared/runtime/http.ts';

export const handler = http(generateDocuments, async (request) => {
  const { body, actor, now, log, waitFor } = request;
  requireFittingOptions(body.formats, body.pdf);
  requireConverter(body.formats);
  const at = now();
  const [template, account] = await Promise.all([
    templates.get(actor.accountId, body.templateId),
    accounts.get(actor.accountId),
  ]);
  const version = await templates.getUsableVersion(template, body.version);
  const keepUntil = keptUntil(account, at);
  const drafts = await draftDocuments({ ...request, request: body, template, version, keepUntil, at });
  const queued = await storeLargeValues(await withoutRemoved(drafts));
  requireWon(await verifications.insertFor(queued));
  const priced = await insertCharged(account, queued, at, body.maxKobo);
  await enqueueOrLeave(priced, log);
  const done = await whenFinished(priced, waitFor);
  return done ? finished({ items: await withLinks(done, now()) }) : { items: priced.map(withShownCharge) };
});
