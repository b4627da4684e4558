import { convertDocuments } from '../../shared/contract/jobs.ts';
import * as documents from '../../shared/data/documents.ts';
import { convertDocument } from '../../shared/pipeline/printing.ts';
import { renderDocument } from '../../shared/pipeline/rendering.ts';
import { consume } from '../../shared/runtime/jobs.ts';

/** Documents that do not exist any more are passed over; finished ones too, so a message may come twice. */
export const handler = consume(convertDocuments, async ({ message, log, now }) => {
  const found = await documents.findMany(message.accountId, message.documentIds);
  const outcomes = await Promise.all(found.map((document) => renderDocument(document, convertDocument, now)));
  log.info('documents.converted', { accountId: message.accountId, outcomes });
});
