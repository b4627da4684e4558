import { listTemplates } from '../../shared/contract/templates.ts';
import * as templates from '../../shared/data/templates.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listTemplates, ({ query: { state, category, ...page }, actor }) =>
  templates.list(actor.accountId, page, { state, category }),
);
