import { getStatement } from '../../shared/contract/statements.ts';
import * as papers from '../../shared/data/papers.ts';
import { statementView } from '../../shared/pipeline/paper-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getStatement, async ({ params, actor }) =>
  statementView(await papers.getStatement(actor.accountId, params.statementId)),
);
