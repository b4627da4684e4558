import { showVerification } from '../../shared/contract/verification.ts';
import * as documents from '../../shared/data/documents.ts';
import * as verifications from '../../shared/data/verifications.ts';
import { askedFiles } from '../../shared/domain/document.ts';
import { http } from '../../shared/runtime/http.ts';
import { verificationPage } from '../../web/verification-page.ts';

/** An unknown code is an answer too: whoever scanned it should read a sentence, not an error. */
export const handler = http(showVerification, async ({ params, missed }) => {
  const verification = await verifications.find(params.code);
  if (!verification) missed();
  const document = verification && (await documents.find(verification.accountId, verification.documentId));
  return verificationPage(document && { ...document, files: askedFiles(document) });
});
