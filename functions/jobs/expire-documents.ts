import { expireDocuments } from '../../shared/contract/jobs.ts';
import { expiryWork } from '../../shared/pipeline/document-removal.ts';
import { handleDue } from '../../shared/pipeline/due-work.ts';
import { leftoverWork } from '../../shared/pipeline/leftover-removal.ts';
import { tick } from '../../shared/runtime/jobs.ts';

/** Files of earlier runs that died come first: the records they belonged to are gone already. */
export const handler = tick(expireDocuments, async (context) => {
  context.log.info('leftovers.removed', await handleDue(leftoverWork, context));
  context.log.info('documents.expired', await handleDue(expiryWork(context.now), context));
});
