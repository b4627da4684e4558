import { failConversions } from '../../shared/contract/jobs.ts';
import * as documents from '../../shared/data/documents.ts';
import { givenUp } from '../../shared/domain/document.ts';
import { giveUpDocument } from '../../shared/pipeline/rendering.ts';
import { bury } from '../../shared/runtime/jobs.ts';

export const handler = bury(failConversions, async ({ message, log, now }) => {
  const found = await documents.findMany(message.accountId, message.documentIds);
  const failed = await Promise.all(found.map((document) => giveUpDocument(document, givenUp, now)));
  log.error('documents.given-up', { ...message, failed: failed.filter(Boolean).length });
});
