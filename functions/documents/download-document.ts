import { downloadDocument } from '../../shared/contract/documents.ts';
import * as documents from '../../shared/data/documents.ts';
import { downloadLink } from '../../shared/pipeline/download-link.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(downloadDocument, async ({ params, actor, now }) =>
  downloadLink(await documents.get(actor.accountId, params.documentId), now()),
);
