import { getDocument } from '../../shared/contract/documents.ts';
import * as documents from '../../shared/data/documents.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getDocument, ({ params, actor }) =>
  documents.get(actor.accountId, params.documentId),
);
