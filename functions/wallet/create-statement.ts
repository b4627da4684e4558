import { createStatement } from '../../shared/contract/statements.ts';
import { noteAccess, seenPaper } from '../../shared/pipeline/access-note.ts';
import { requireConverter } from '../../shared/pipeline/converter-needed.ts';
import { paperLink, statementView, whenPaperEnds } from '../../shared/pipeline/paper-view.ts';
import { requestStatement } from '../../shared/pipeline/statement-order.ts';
import { finished, http } from '../../shared/runtime/http.ts';

export const handler = http(createStatement, async ({ body, actor, now, waitFor }) => {
  requireConverter([body.format]);
  const asked = await requestStatement(actor, body.month, now());
  const ended = asked.state === 'queued' ? await whenPaperEnds(asked, waitFor) : asked;
  if (!ended) return statementView(asked);
  if (ended.state !== 'ready') return finished(statementView(ended));
  const download = await paperLink(ended, now());
  await noteAccess([seenPaper(ended)], actor);
  return finished({ ...statementView(ended), download });
});
