import { downloadDocument } from '../../shared/contract/documents.ts';
import * as documents from '../../shared/data/documents.ts';
import { usualFormat } from '../../shared/domain/document.ts';
import { noteAccess, seenDocument } from '../../shared/pipeline/access-note.ts';
import { downloadLink } from '../../shared/pipeline/download-link.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(downloadDocument, async ({ params, query, actor, now }) => {
  const document = await documents.get(actor.accountId, params.documentId);
  const link = await downloadLink(document, query.format ?? usualFormat(document), now());
  await noteAccess([seenDocument(document)], actor);
  return link;
});
