import * as batches from '../data/batches.ts';
import { type BatchView, batchView } from './batch-view.ts';

/** Milliseconds an answer is held back while nothing changes: API Gateway gives a route thirty seconds. */
const patience = 20_000;

/** Milliseconds between two looks. */
const lookEvery = 500;

/** Milliseconds after which a browser comes back for the next event. */
const retry = 200;

/**
 * The next server-sent event of a batch: at once for who has seen none, else as soon as it differs from the last one,
 * and after {@link patience} in any case. Throws `not-found`.
 */
export async function nextEvent(
  accountId: string,
  batchId: string,
  lastEventId: string | undefined,
): Promise<string> {
  const end = performance.now() + patience;
  for (;;) {
    const view = await batchView(await batches.get(accountId, batchId));
    const id = idOf(view);
    if (id !== lastEventId || performance.now() >= end) return eventOf(id, view);
    await new Promise((resolve) => setTimeout(resolve, lookEvery));
  }
}

const idOf = ({ state, progress }: BatchView): string =>
  [state, progress?.run ?? 0, progress?.done ?? 0, progress?.chargedKobo ?? 0].join('-');

function eventOf(id: string, { batchId, state, progress }: BatchView): string {
  const data = JSON.stringify({ batchId, state, ...(progress ? { progress } : {}) });
  return `retry: ${retry}\nid: ${id}\nevent: batch\ndata: ${data}\n\n`;
}
