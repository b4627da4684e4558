import * as documents from '../data/documents.ts';
import { type Document, isFinished } from '../domain/document.ts';

/** Milliseconds before each look: a small document takes a few dozen, and later looks need not be so frequent. */
const pauses = [40, 30, 30, 40, 60, 80, 120, 160, 250];

/** What `look` finds, looking again and again; undefined when it finds nothing within `within` ms. */
export async function looking<T>(within: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
  let waited = 0;
  for (let count = 0; waited < within; count++) {
    const pause = Math.min(pauses[count] ?? 250, within - waited);
    await new Promise((resolve) => setTimeout(resolve, pause));
    waited += pause;
    const found = await look();
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The documents once all are finished; undefined when that takes longer than `within` ms. */
export async function whenFinished(
  awaited: readonly Document[],
  within: number,
): Promise<Document[] | undefined> {
  const [first] = awaited;
  if (!first) return [];
  const ids = awaited.map(({ documentId }) => documentId);
  return looking(within, async () => {
    const found = await documents.findMany(first.accountId, ids);
    return found.length === ids.length && found.every(isFinished) ? found : undefined;
  });
}
