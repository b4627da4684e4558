import * as accounts from '../data/accounts.ts';
import { holdIdOf } from '../data/allowances.ts';
import * as chunks from '../data/batch-chunks.ts';
import * as batches from '../data/batches.ts';
import * as documents from '../data/documents.ts';
import {
  beginChunk,
  type Chunk,
  concludeChunk,
  isCareful,
  putBack,
  type RowResult,
  salvageChunk,
  suspectRow,
} from '../domain/batch-chunk.ts';
import { isRunning, planOf, requireStarted, type StartedBatch } from '../domain/batch-run.ts';
import { concludeRendering, type Document, type DocumentFailure, queueDocument } from '../domain/document.ts';
import { keptUntil } from '../domain/retention.ts';
import { RetryLater } from '../domain/retry-later.ts';
import { checkedRowsKey } from '../files/keys.ts';
import { CheckedBlock, type CheckedRow, readJson } from './batch-files.ts';
import { goOn, sendChunks } from './batch-lanes.ts';
import { openPlan, type RowPlan } from './batch-plan.ts';
import { type MadeDocument, storeMade } from './rendering.ts';
import { insertRowDocuments, rowDocumentId } from './row-documents.ts';

/** Makes the files of one row, or says why its values can never make them. */
export type MakeRow = (row: RowPlan) => Promise<MadeDocument | { failure: DocumentFailure }>;

/** Who works on a chunk, and with what. */
export interface ChunkWork {
  message: { accountId: string; batchId: string; chunk: number };
  /** Whether somebody had the message before, who has died or failed. */
  isRepeated: boolean;
  now: () => Date;
  newCode: () => string;
}

/** Rows made at once: enough to keep converters and S3 busy, few enough to hold in memory. */
const atOnce = 25;

/**
 * Makes the documents of one chunk, notes what became of each row, and goes on with the next chunk of the lane. A chunk
 * of a batch that was paused is left for later; of a cancelled one, what is left is closed. A message that comes while
 * somebody else has the chunk is dropped, unless it was delivered before: then that somebody has died.
 */
export async function workOnChunk(work: ChunkWork, make: MakeRow): Promise<'done' | 'left'> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { batch, chunk, number } = await namedBy(work);
    if (!batch || !chunk) return 'left';
    if (batch.state !== 'running' && batch.state !== 'cancelled') {
      const back = putBack(chunk, work.now());
      if (!back || (await chunks.replace(chunk, back))) return 'left';
      continue;
    }
    if (chunk.state === 'running' && !work.isRepeated) return 'left';
    const begun = beginChunk(chunk, work.now());
    // Whoever sent the message may note that only now: then it is read again.
    if (begun && !(await chunks.replace(chunk, begun))) continue;
    const started = requireStarted(batch);
    if (begun) await concludeRows(started, await makeRows(started, begun, work, make), work.now);
    await goOn(batch, number, work.now);
    return 'done';
  }
  throw new RetryLater(`chunk ${work.message.chunk} is in other hands`);
}

/** Attempts to take a chunk against others who change it. */
const attempts = 5;

/**
 * Ends a chunk that was given up: rows that are not ready have failed, and the lane goes on. One that came further than
 * the last time is sent again instead.
 */
export async function giveUpChunk(work: Omit<ChunkWork, 'isRepeated'>): Promise<'sent again' | 'failed'> {
  const { batch, chunk } = await namedBy(work);
  if (batch && chunk && isRunning(batch)) {
    const again = salvageChunk(chunk, (await storedOf(batch, chunk)).length, work.now());
    if (again && (await chunks.replace(chunk, again))) {
      await sendChunks(batch, [again], work.now);
      return 'sent again';
    }
  }
  await workOnChunk({ ...work, isRepeated: true }, async () => ({ failure: givenUp }));
  return 'failed';
}

/** The batch that a message names, and its chunk: that of the plan it was started by. */
async function namedBy({ message }: Pick<ChunkWork, 'message'>) {
  const batch = await batches.find(message.accountId, message.batchId);
  const chunk = batch && (await chunks.find(planOf(batch), message.chunk));
  return { batch, chunk, number: message.chunk };
}

/** The documents that there are of a chunk's rows. */
async function storedOf(batch: StartedBatch, chunk: Chunk): Promise<Document[]> {
  const rows = await rowsOf(batch, chunk);
  return documents.findMany(
    batch.accountId,
    rows.map(({ number }) => rowDocumentId(batch.batchId, number)),
  );
}

/** The rows of a chunk, as the dry run judged and named them. */
async function rowsOf({ accountId, batchId, dryRun }: StartedBatch, chunk: Chunk): Promise<CheckedRow[]> {
  const block = await readJson(
    CheckedBlock,
    checkedRowsKey(accountId, batchId, dryRun?.number ?? 0, chunk.block),
  );
  return block.slice(chunk.from, chunk.to);
}

interface Ended {
  chunk: Chunk;
  earlier: Awaited<ReturnType<typeof chunks.findResults>>;
  rows: RowResult[];
}

async function concludeRows(
  batch: StartedBatch,
  { chunk, earlier, rows }: Ended,
  now: () => Date,
): Promise<void> {
  const done = concludeChunk(chunk, rows, now());
  const { accountId, batchId, plan } = chunk;
  const revision = (earlier?.revision ?? 0) + 1;
  const results = { accountId, batchId, plan, chunk: chunk.chunk, rows, revision };
  // The losing side has made the same documents; what the winner wrote stands.
  const { run, createdBy } = batch;
  const { unitKobo, plan: paidPlan } = run.quote;
  const price = { unitKobo, plan: paidPlan, holdId: holdIdOf(batch), createdBy };
  await chunks.conclude(chunk, done, earlier, results, price);
}

async function makeRows(batch: StartedBatch, begun: Chunk, work: ChunkWork, make: MakeRow): Promise<Ended> {
  const { accountId } = batch;
  const [rows, earlier, account] = await Promise.all([
    rowsOf(batch, begun),
    chunks.findResults(planOf(batch), begun.chunk),
    accounts.find(accountId),
  ]);
  const known = await knownResults(batch, begun, rows, earlier?.rows ?? []);
  const open = rows.filter(({ number }) => !known.has(number));
  const keepUntil = account && keptUntil(account, work.now());
  const maker = new RowMaker(batch, { work, make, keepUntil });
  const chunk = await maker.makeAll(begun, open);
  const results = new Map([...known, ...maker.results]);
  return { chunk, earlier, rows: rows.flatMap(({ number }) => results.get(number) ?? []) };
}

/** Rows that need no making: they do not fit, are ready, or cost workers their lives. */
async function knownResults(
  batch: StartedBatch,
  chunk: Chunk,
  rows: readonly CheckedRow[],
  earlier: readonly RowResult[],
): Promise<Map<number, RowResult>> {
  const known = new Map(
    earlier.filter(({ state }) => state === 'ready').map((result) => [result.row, result]),
  );
  // Documents that a worker had stored when it died, before it could note them.
  const stored = chunk.attempts > 1 ? await storedOf(batch, chunk) : [];
  for (const { number: row, name, fits } of rows) {
    if (!fits) known.set(row, { row, name, state: 'skipped' });
    else if (chunk.poison?.includes(row)) known.set(row, { row, name, state: 'failed', failure: deadly });
  }
  for (const { documentId, name, batch: from } of stored) {
    const row = from?.row;
    if (row !== undefined) known.set(row, { row, name, state: 'ready', documentId });
  }
  return known;
}

/** Makes the open rows of one chunk. */
class RowMaker {
  readonly results = new Map<number, RowResult>();
  readonly #batch: StartedBatch;
  readonly #with: { work: ChunkWork; make: MakeRow; keepUntil: string | undefined };

  constructor(batch: StartedBatch, using: { work: ChunkWork; make: MakeRow; keepUntil: string | undefined }) {
    this.#batch = batch;
    this.#with = using;
  }

  /** Resolves to the chunk as it stands after the last row, because careful attempts write to it. */
  async makeAll(begun: Chunk, rows: readonly CheckedRow[]): Promise<Chunk> {
    let chunk = begun;
    if (this.#batch.state === 'cancelled') {
      for (const { number: row, name } of rows) this.results.set(row, { row, name, state: 'cancelled' });
      return chunk;
    }
    const size = isCareful(begun) ? 1 : atOnce;
    for (let start = 0; start < rows.length; start += size) {
      const group = rows.slice(start, start + size);
      const [first] = group;
      if (isCareful(begun) && first) chunk = await this.#suspect(chunk, first.number);
      await this.#makeGroup(group);
    }
    return chunk;
  }

  async #suspect(chunk: Chunk, row: number): Promise<Chunk> {
    const noted = suspectRow(chunk, row, this.#with.work.now());
    if (!(await chunks.replace(chunk, noted))) throw new Error(`chunk ${chunk.chunk} is in other hands`);
    return noted;
  }

  async #makeGroup(rows: readonly CheckedRow[]): Promise<void> {
    const plan = await openPlan(this.#batch);
    const made = await Promise.all(
      rows.map(async (row) => {
        const { number, name } = row;
        const draft = this.#draft(row, plan.hasCode);
        const found = await this.#with.make({ ...plan.rowOf(row), document: draft });
        if (!('failure' in found))
          return concludeRendering(draft, await storeMade(draft, found), this.#with.work.now());
        this.results.set(number, { row: number, name, state: 'failed', failure: found.failure });
        return undefined;
      }),
    );
    const ready = made.filter((document) => document !== undefined);
    for (const { documentId, name, batch } of await insertRowDocuments(this.#batch.accountId, ready)) {
      const row = batch?.row ?? 0;
      this.results.set(row, { row, name, state: 'ready', documentId });
    }
  }

  #draft({ number, name }: CheckedRow, hasCode: boolean): Document {
    const { accountId, batchId, templateId, version, formats, pdfOptions, createdBy } = this.#batch;
    const { work, keepUntil } = this.#with;
    const queued = queueDocument({
      accountId,
      documentId: rowDocumentId(batchId, number),
      templateId,
      version,
      values: {},
      name,
      formats,
      pdfOptions,
      verificationCode: hasCode ? work.newCode() : undefined,
      keepUntil,
      createdBy,
      at: work.now(),
    });
    // The values stay with the batch: ten thousand copies of them would serve nobody.
    return { ...queued, values: undefined, batch: { batchId, row: number } };
  }
}

const deadly: DocumentFailure = {
  code: 'row-crashes',
  message:
    'Making this row broke our worker each time. Look for something unusual in its cells, and tell us.',
};

const givenUp: DocumentFailure = {
  code: 'rendering-failed',
  message: 'The row could not be made although we tried several times. Run the failed rows again.',
};
