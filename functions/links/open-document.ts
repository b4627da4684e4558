import { openDocument } from '../../shared/contract/links.ts';
import * as linkedDocuments from '../../shared/data/linked-documents.ts';
import { fileOf } from '../../shared/domain/document.ts';
import { fromLinkToken, isOurLink } from '../../shared/files/link-token.ts';
import { noteOpening } from '../../shared/pipeline/access-note.ts';
import { downloadLink } from '../../shared/pipeline/download-link.ts';
import { http, nowhere } from '../../shared/runtime/http.ts';
import { deadLinkPage } from '../../web/dead-link-page.ts';

/** Forged, expired, deleted and closed look alike: the page must not tell a guess from a near miss. */
export const handler = http(openDocument, async ({ params, now, missed }) => {
  const link = fromLinkToken(params.token, now());
  if (!isOurLink(params.token)) missed();
  const document = link && (await linkedDocuments.find(link.accountId, link.documentId));
  if (document?.state !== 'ready' || !link || !fileOf(document, link.format)) return nowhere(deadLinkPage);
  const { url } = await downloadLink(document, link.format, now());
  await noteOpening(document, now());
  return url;
});
