import { convertDocuments, renderDocuments } from '../contract/jobs.ts';
import { type Document, wantsPdf } from '../domain/document.ts';
import type { Log } from '../runtime/log.ts';
import { send } from '../runtime/send.ts';

/** Documents a message names: large enough to open the template once for many, small enough to share the work. */
const documentsPerMessage = 10;

/**
 * As {@link enqueue}, for documents that are stored already: a queue that cannot be reached is no reason to refuse
 * them, because the schedule that looks after waiting documents will queue them a minute later.
 */
export async function enqueueOrLeave(documents: readonly Document[], log: Log): Promise<void> {
  try {
    await enqueue(documents);
  } catch (error) {
    log.error('queue.unreachable', { documents: documents.length, error });
  }
}

/**
 * Puts the rendering of documents on the queues: that of the converter for those that want a PDF. Those of one template
 * and account share messages.
 */
export async function enqueue(documents: readonly Document[]): Promise<void> {
  const { convert = [], render = [] } = Object.groupBy(documents, (document) =>
    wantsPdf(document) ? 'convert' : 'render',
  );
  await send(renderDocuments, messagesFor(render));
  await send(convertDocuments, messagesFor(convert));
}

function messagesFor(documents: readonly Document[]): { accountId: string; documentIds: string[] }[] {
  const groups = Map.groupBy(documents, ({ accountId, templateId, version }) =>
    [accountId, templateId, version].join('/'),
  );
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / documentsPerMessage) }, (_, index) => {
      const part = group.slice(index * documentsPerMessage, (index + 1) * documentsPerMessage);
      return { accountId: part[0]?.accountId ?? '', documentIds: part.map(({ documentId }) => documentId) };
    }),
  );
}
