import type * as z from 'zod';
import { listBatchRows } from '../../shared/contract/batch-outcome.ts';
import { getBatch } from '../../shared/contract/batches.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { listDocuments } from '../../shared/contract/documents.ts';

type Rows = z.output<typeof listBatchRows.reply.body>['items'];

/** What a finished batch says of itself, and what is really there. */
export interface Account {
  rows: Rows;
  /** Documents of the template, whoever counts them. */
  documents: number;
  chargedKobo: number;
}

/** Everything that a batch left, read page by page as any client would. */
export async function accountFor(api: ApiClient, templateId: string, batchId: string): Promise<Account> {
  const rows: Rows = [];
  for (let cursor: string | undefined, first = true; first || cursor; first = false) {
    const { body } = await api.call(listBatchRows, { params: { batchId }, query: { limit: 100, cursor } });
    rows.push(...body.items);
    cursor = body.nextCursor;
  }
  let documents = 0;
  for (let cursor: string | undefined, first = true; first || cursor; first = false) {
    const { body } = await api.call(listDocuments, { query: { templateId, limit: 100, cursor } });
    documents += body.items.filter(({ batch }) => batch?.batchId === batchId).length;
    cursor = body.nextCursor;
  }
  const { progress } = (await api.call(getBatch, { params: { batchId } })).body;
  return { rows, documents, chargedKobo: progress?.chargedKobo ?? Number.NaN };
}

/** Sentences about everything that does not add up; none when every row is accounted for once. */
export function discrepancies(
  { rows, documents, chargedKobo }: Account,
  { expected, unitKobo }: { expected: number; unitKobo: number },
): string[] {
  const ready = rows.filter(({ state }) => state === 'ready');
  const ids = new Set(ready.map(({ documentId }) => documentId));
  const numbers = new Set(rows.map(({ row }) => row));
  const found = {
    [`${rows.length} rows have come to an end, not ${expected}`]: rows.length !== expected,
    [`${rows.length - numbers.size} rows are listed twice`]: numbers.size !== rows.length,
    [`${ready.length} rows are ready and have ${ids.size} documents`]: ids.size !== ready.length,
    [`${documents} documents exist for ${ready.length} ready rows`]: documents !== ready.length,
    [`${chargedKobo} kobo were charged for ${ready.length} documents`]:
      chargedKobo !== ready.length * unitKobo,
  };
  return Object.entries(found).flatMap(([sentence, isWrong]) => (isWrong ? [sentence] : []));
}
