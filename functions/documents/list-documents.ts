import { listDocuments } from '../../shared/contract/documents.ts';
import * as documents from '../../shared/data/documents.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listDocuments, ({ query: { templateId, state, ...page }, actor }) =>
  documents.list(actor.accountId, page, { templateId, state }),
);
