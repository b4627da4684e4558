import * as chunks from '../data/batch-chunks.ts';
import * as documents from '../data/documents.ts';
import type { RowResult } from '../domain/batch-chunk.ts';
import { planOf, type StartedBatch } from '../domain/batch-run.ts';
import type { Document } from '../domain/document.ts';

/** A row with its document; without it when none was made, or when it was deleted since. */
export interface ExportedRow {
  row: RowResult;
  document?: Document | undefined;
}

/** Chunks whose results are read at once: 20 of them are some 5,000 rows, half a megabyte. */
const chunksPerRead = 20;

/** Documents asked for at once: what DynamoDB answers in one request. */
const documentsPerRead = 100;

/** All rows of a batch that have come to an end, in order. */
export async function* exportedRows(batch: StartedBatch): AsyncGenerator<ExportedRow> {
  const { accountId, run } = batch;
  for (let start = 0; start < run.chunks; start += chunksPerRead) {
    const length = Math.min(chunksPerRead, run.chunks - start);
    const numbers = Array.from({ length }, (_, index) => start + index);
    const rows = (await chunks.resultsOf(planOf(batch), numbers)).flatMap((results) => results.rows);
    for (let first = 0; first < rows.length; first += documentsPerRead)
      yield* await withDocuments(accountId, rows.slice(first, first + documentsPerRead));
  }
}

async function withDocuments(accountId: string, rows: readonly RowResult[]): Promise<ExportedRow[]> {
  const ids = rows.flatMap(({ state, documentId }) =>
    state === 'ready' && documentId !== undefined ? [documentId] : [],
  );
  const found = await documents.findMany(accountId, ids);
  const byId = new Map(found.map((document) => [document.documentId, document]));
  return rows.map((row) => ({ row, document: byId.get(row.documentId ?? '') }));
}
