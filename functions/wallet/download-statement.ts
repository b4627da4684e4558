import { downloadStatement } from '../../shared/contract/statements.ts';
import * as papers from '../../shared/data/papers.ts';
import { noteAccess, seenPaper } from '../../shared/pipeline/access-note.ts';
import { paperLink } from '../../shared/pipeline/paper-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(downloadStatement, async ({ params, actor, now }) => {
  const paper = await papers.getStatement(actor.accountId, params.statementId);
  const link = await paperLink(paper, now());
  await noteAccess([seenPaper(paper)], actor);
  return link;
});
