import { getDocument } from '../../shared/contract/documents.ts';
import * as documents from '../../shared/data/documents.ts';
import { withShownCharge } from '../../shared/domain/charge.ts';
import { noteAccess, seenDocument } from '../../shared/pipeline/access-note.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getDocument, async ({ params, actor }) => {
  const document = await documents.get(actor.accountId, params.documentId);
  await noteAccess([seenDocument(document)], actor);
  return withShownCharge(document);
});
