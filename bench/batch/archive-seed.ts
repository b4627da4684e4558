import { createHash, randomBytes } from 'node:crypto';
import * as chunks from '../../shared/data/batch-chunks.ts';
import * as results from '../../shared/data/batch-results.ts';
import * as batches from '../../shared/data/batches.ts';
import * as documents from '../../shared/data/documents.ts';
import { announceBatch, type Batch } from '../../shared/domain/batch.ts';
import { concludeChunk, planChunks, type RowResult } from '../../shared/domain/batch-chunk.ts';
import { orderResult } from '../../shared/domain/batch-result.ts';
import { concludeRendering, type Document, queueDocument } from '../../shared/domain/document.ts';
import { storeArtefact } from '../../shared/files/artefacts.ts';
import { documentKey } from '../../shared/files/keys.ts';

/**
 * Writes a batch that has ended, with its documents and their files, and sends the message that asks for its archive.
 * Arguments: documents, bytes of each file.
 */
const [, , count = '', bytes = ''] = process.argv;

const at = new Date();
const id = (prefix: string): string => `${prefix}_${randomBytes(16).toString('hex')}`;
const accountId = id('acc');
const batchId = id('bat');
const templateId = id('tpl');
const createdBy = id('usr');

const rows = Number(count);
const planned = planChunks({ accountId, batchId, plan: 0, rows, unitMs: 8, at });
await chunks.putAll(planned);
for (const chunk of planned) {
  const first = chunk.block * 250 + chunk.from;
  const made = await Promise.all(
    Array.from({ length: chunk.to - chunk.from }, (_, index) => store(first + index + 2)),
  );
  for (let start = 0; start < made.length; start += 100)
    await documents.insertAll(made.slice(start, start + 100));
  const found = made.map(
    ({ documentId, name, batch }): RowResult => ({ row: batch?.row ?? 0, name, state: 'ready', documentId }),
  );
  const done = concludeChunk(chunk, found, at);
  const results = { accountId, batchId, plan: 0, chunk: chunk.chunk, rows: found, revision: 1 };
  const price = { unitKobo: 0, plan: 'free', holdId: 'none', createdBy } as const;
  await chunks.conclude(chunk, done, undefined, results, price);
}

const counts = { ready: rows, failed: 0, skipped: 0, cancelled: 0 };
const batch: Batch = {
  ...announceBatch({
    accountId,
    batchId,
    templateId,
    version: 1,
    name: 'Offer letters',
    formats: ['docx'],
    createdBy,
    at,
    uploadExpiresAt: at,
  }),
  state: 'finished',
  run: {
    number: 1,
    chunks: planned.length,
    lanes: 8,
    skipBadRows: false,
    quote: { priceList: 'bench', plan: 'free', documents: rows, included: 0, unitKobo: 0, totalKobo: 0 },
    held: { kobo: 0, included: 0, month: '2026-11' },
    startedAt: at.toISOString(),
    finishedAt: at.toISOString(),
    counts,
    chargedKobo: 0,
  },
};
await batches.insert(batch);
const result = orderResult(batch, counts, { kind: 'zip' }, undefined, at);
await results.put(undefined, result);
process.send?.({ accountId, batchId, kind: result.kind, number: result.number }, () => process.exit(0));

/** A finished document with a file of its own, stored. */
async function store(row: number): Promise<Document> {
  const content = randomBytes(Number(bytes));
  const sha256 = createHash('sha256').update(content).digest('hex');
  const documentId = id('doc');
  await storeArtefact(
    documentKey(accountId, documentId, sha256, 'docx'),
    content,
    'application/octet-stream',
  );
  const queued = queueDocument({
    accountId,
    documentId,
    name: `Offer - Candidate ${row} - ${row}`,
    templateId,
    version: 1,
    values: {},
    createdBy,
    at,
  });
  const document = concludeRendering(queued, { docx: { sha256, size: content.length } }, at);
  return { ...document, batch: { batchId, row } };
}
