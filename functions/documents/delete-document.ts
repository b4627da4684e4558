import { deleteDocument } from '../../shared/contract/documents.ts';
import * as documents from '../../shared/data/documents.ts';
import { requireFinished } from '../../shared/domain/document.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { removeDocument } from '../../shared/pipeline/document-removal.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(deleteDocument, async ({ params, actor, now }) => {
  const document = await documents.get(actor.accountId, params.documentId);
  requireFinished(document);
  requireWon(await removeDocument(document, now()));
});
