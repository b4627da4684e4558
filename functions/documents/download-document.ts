import { downloadDocument } from '../../shared/contract/documents.ts';
import * as documents from '../../shared/data/documents.ts';
import { usualFormat } from '../../shared/domain/document.ts';
import { downloadLink } from '../../shared/pipeline/download-link.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(downloadDocument, async ({ params, query, actor, now }) => {
  const document = await documents.get(actor.accountId, params.documentId);
  return downloadLink(document, query.format ?? usualFormat(document), now());
});
