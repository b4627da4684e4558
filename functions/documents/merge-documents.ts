import { mergeDocuments } from '../../shared/contract/documents.ts';
import * as accounts from '../../shared/data/accounts.ts';
import { withShownCharge } from '../../shared/domain/charge.ts';
import { queueDocument } from '../../shared/domain/document.ts';
import { keptUntil } from '../../shared/domain/retention.ts';
import { noteAccess, seenDocument } from '../../shared/pipeline/access-note.ts';
import { requireConverter } from '../../shared/pipeline/converter-needed.ts';
import { enqueueOrLeave } from '../../shared/pipeline/enqueue.ts';
import { withLinks } from '../../shared/pipeline/finished-links.ts';
import { requireParts } from '../../shared/pipeline/merge-parts.ts';
import { storeMerged } from '../../shared/pipeline/merge-storing.ts';
import { whenFinished } from '../../shared/pipeline/waiting.ts';
import { finished, http } from '../../shared/runtime/http.ts';

export const handler = http(mergeDocuments, async ({ body, actor, now, newId, log, waitFor }) => {
  requireConverter(['pdf']);
  const parts = await requireParts(actor.accountId, body.documentIds);
  await noteAccess(parts.map(seenDocument), actor);
  const keepUntil = keptUntil(await accounts.get(actor.accountId), now());
  const queued = queueDocument({
    accountId: actor.accountId,
    documentId: newId('doc'),
    name: body.name,
    formats: ['pdf'],
    parts: body.documentIds,
    cover: body.cover,
    pdfOptions: body.pdf,
    keepUntil,
    createdBy: actor.userId,
    at: now(),
  });
  const merged = await storeMerged(queued);
  await enqueueOrLeave([merged], log);
  const [done] = (await whenFinished([merged], waitFor)) ?? [];
  const [linked] = done ? await withLinks([done], now()) : [];
  return linked ? finished(linked) : withShownCharge(merged);
});
