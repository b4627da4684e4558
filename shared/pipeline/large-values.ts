import * as z from 'zod';
import type { Document } from '../domain/document.ts';
import { valuesKey } from '../files/keys.ts';

/** Bytes of JSON. Larger values go to S3: an item may have 400 kB, and every kilobyte is paid for at each write. */
const largestInTable = 100_000;

/**
 * Bytes of JSON of all values of one request together that go into the table: its documents are inserted in one
 * transaction, which may carry 4 MB. JSON may be longer than the body it came in: `1e20` is stored with 21 digits.
 */
const mostInTransaction = 2_500_000;

/** Loaded when it is needed, which is rare: S3's client is a fifth of what a function would read at its start. */
const artefacts = () => import('../files/artefacts.ts');

/** The documents with values that are too large for the table moved to the artefacts bucket. */
export function storeLargeValues(documents: readonly Document[]): Promise<Document[]> {
  let inTable = 0;
  return Promise.all(
    documents.map(async ({ values, ...document }) => {
      const json = Buffer.from(JSON.stringify(values));
      if (json.length <= largestInTable && inTable + json.length <= mostInTransaction) {
        inTable += json.length;
        return { ...document, values };
      }
      const { storeArtefact } = await artefacts();
      await storeArtefact(valuesKey(document.accountId, document.documentId), json, 'application/json');
      return { ...document, valuesStored: true };
    }),
  );
}

const Values = z.record(z.string(), z.unknown());

/** The values of a document, wherever they lie. */
export async function valuesOf(document: Document): Promise<Record<string, unknown>> {
  if (!document.valuesStored) return document.values ?? {};
  const { readArtefact } = await artefacts();
  const json = await readArtefact(valuesKey(document.accountId, document.documentId));
  return Values.parse(JSON.parse(json.toString()));
}
