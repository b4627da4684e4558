import * as documents from '../data/documents.ts';
import { type Document, isFinished, wantsPdf } from '../domain/document.ts';
import { whenFound } from './when-found.ts';

/** The documents once all are finished; undefined when that takes longer than `within` ms. */
export async function whenFinished(
  awaited: readonly Document[],
  within: number,
): Promise<Document[] | undefined> {
  const [first] = awaited;
  if (!first) return [];
  const { accountId } = first;
  const ids = awaited.map(({ documentId }) => documentId);
  // One that is not finished is asked for alone: looking often then costs one read, however many are awaited.
  let open = ids.at(-1) ?? first.documentId;
  const look = async () => {
    const document = await documents.find(accountId, open);
    if (!document || !isFinished(document)) return undefined;
    const found = await documents.findMany(accountId, ids);
    open = found.find((each) => !isFinished(each))?.documentId ?? open;
    return found.length === ids.length && found.every(isFinished) ? found : undefined;
  };
  return whenFound(within, look, awaited.some(wantsPdf) ? pdfMs + pdfMs * 0.25 * awaited.length : undefined);
}

/** Milliseconds a PDF takes at best; each further one a part of it, because they are made at the same time. */
const pdfMs = 70;
