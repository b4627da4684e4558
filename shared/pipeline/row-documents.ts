import { createHash } from 'node:crypto';
import * as documents from '../data/documents.ts';
import * as verifications from '../data/verifications.ts';
import type { Document } from '../domain/document.ts';

/** Documents one transaction inserts: DynamoDB takes a hundred. */
const perInsert = 100;

/**
 * The id of a row's document. It follows from the row, so whoever makes it a second time makes the same document. Its
 * beginning is that of the batch, a time, so that documents sort as their batches do.
 */
export function rowDocumentId(batchId: string, row: number): string {
  const time = batchId.slice('bat_'.length).slice(0, 12);
  const rest = createHash('sha256').update(`${batchId}/${row}`).digest('hex').slice(0, 20);
  return `doc_${time}${rest}`;
}

/**
 * Stores the finished documents of rows, with what their codes lead to. One that is there already, because a worker
 * that died had made it, stays as it is. Resolves to the documents as they are stored, in order.
 */
export async function insertRowDocuments(accountId: string, made: readonly Document[]): Promise<Document[]> {
  const stored: Document[] = [];
  for (let start = 0; start < made.length; start += perInsert) {
    const part = made.slice(start, start + perInsert);
    await verifications.insertFor(part);
    stored.push(...((await documents.insertAll(part)) ? part : await insertMissing(accountId, part)));
  }
  return stored;
}

async function insertMissing(accountId: string, wanted: readonly Document[]): Promise<Document[]> {
  for (const document of wanted) await documents.insertAll([document]);
  return documents.findMany(
    accountId,
    wanted.map(({ documentId }) => documentId),
  );
}
