import * as documents from '../data/documents.ts';
import { type Document, isFinished } from '../domain/document.ts';
import { whenFound } from './when-found.ts';

/** The documents once all are finished; undefined when that takes longer than `within` ms. */
export async function whenFinished(
  awaited: readonly Document[],
  within: number,
): Promise<Document[] | undefined> {
  const [first] = awaited;
  if (!first) return [];
  const ids = awaited.map(({ documentId }) => documentId);
  return whenFound(within, async () => {
    const found = await documents.findMany(first.accountId, ids);
    return found.length === ids.length && found.every(isFinished) ? found : undefined;
  });
}
