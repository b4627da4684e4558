import { resendDocuments } from '../../shared/contract/jobs.ts';
import * as documents from '../../shared/data/documents.ts';
import { outOfTime, overdue } from '../../shared/domain/document.ts';
import { enqueue } from '../../shared/pipeline/enqueue.ts';
import { giveUpDocument } from '../../shared/pipeline/rendering.ts';
import { each } from '../../shared/runtime/each.ts';
import { tick } from '../../shared/runtime/jobs.ts';

/** Documents looked at in one run, for each shard; the next run takes the rest. */
const perRun = 250;

const idOf = ({ documentId }: { documentId: string }): string => documentId;

export const handler = tick(resendDocuments, async ({ log, now }) => {
  const late = await documents.listOverdue(now(), perRun, (key, error) =>
    log.error('item.broken', { ...key, error }),
  );
  const { resend = [], 'give-up': giveUp = [] } = Object.groupBy(late, (document) =>
    overdue(document, now()),
  );
  await each(giveUp, idOf, (document) => giveUpDocument(document, outOfTime, now));
  await enqueue(await documents.requeueAll(resend, now()));
  log.info('documents.resent', { resent: resend.length, givenUp: giveUp.length });
});
