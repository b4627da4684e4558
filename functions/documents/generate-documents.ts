import { generateDocuments } from '../../shared/contract/documents.ts';
import * as documents from '../../shared/data/documents.ts';
import * as templates from '../../shared/data/templates.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { withLinks } from '../../shared/pipeline/download-link.ts';
import { draftDocuments } from '../../shared/pipeline/drafting.ts';
import { enqueueOrLeave } from '../../shared/pipeline/enqueue.ts';
import { storeLargeValues } from '../../shared/pipeline/large-values.ts';
import { whenFinished } from '../../shared/pipeline/waiting.ts';
import { finished, http } from '../../shared/runtime/http.ts';

export const handler = http(generateDocuments, async ({ body, actor, now, newId, log, waitFor }) => {
  const template = await templates.get(actor.accountId, body.templateId);
  const version = await templates.getUsableVersion(template, body.version);
  const drafts = draftDocuments({ request: body, template, version, actor, newId, at: now() });
  const queued = await storeLargeValues(drafts);
  requireWon(await documents.insertAll(queued));
  await enqueueOrLeave(queued, log);
  const done = await whenFinished(queued, waitFor);
  return done ? finished({ items: await withLinks(done, now()) }) : { items: queued };
});
