import { createHash } from 'node:crypto';
import type { Batch, DryRun } from '../domain/batch.ts';
import { docxMediaType } from '../domain/media-types.ts';
import { type CellFault, wholeRow } from '../domain/table/check-row.ts';
import { storeArtefact } from '../files/artefacts.ts';
import { batchPreviewKey, checkedRowsKey } from '../files/keys.ts';
import { CheckedBlock, type CheckedRow, readJson, storeJson } from './batch-files.ts';
import { fillWith } from './filling.ts';
import type { RowJudge } from './row-judging.ts';

/** What the QR code of a preview says in place of a code: nothing is to be verified yet. */
const sampleCode = '0'.repeat(26);

/** What documents to look at are made with. */
export interface PreviewSource {
  judge: RowJudge;
  /** Whether documents carry a code. */
  hasCode: boolean;
}

/** Documents to look at. */
interface Previews {
  previews: DryRun['previews'];
  /** Rows that fitted and of which no document could be made all the same, one fault for each; they are noted as bad. */
  faults: CellFault[];
  /**
   * Milliseconds that filling one of them took, without storing it: the middle one, as the first also opens the
   * template.
   */
  fillMs: number;
}

/** A good row, and the file of rows it lies in. */
interface PlacedRow {
  block: number;
  row: CheckedRow;
}

/**
 * Makes the documents of the first, the middle and the last good row. `goodIn` counts the good rows of each file of rows.
 */
export async function previewRows(
  batch: Batch,
  goodIn: readonly number[],
  { judge, hasCode }: PreviewSource,
  now: () => Date,
): Promise<Previews | 'template-gone'> {
  const { accountId, batchId } = batch;
  const previews: DryRun['previews'] = [];
  const faults: CellFault[] = [];
  const times: number[] = [];
  for (const placed of await chooseRows(batch, goodIn)) {
    const { row } = placed;
    const values = judge.valuesOf(row);
    const started = now().getTime();
    const made = await fillWith(
      { ...batch, ...(hasCode ? { verificationCode: sampleCode } : {}) },
      async () => values,
    );
    if ('failure' in made) {
      if (made.failure.code === 'template-gone') return 'template-gone';
      faults.push(wholeRow(row, made.failure.message));
      await noteAsBad(batch, placed);
      continue;
    }
    times.push(now().getTime() - started);
    const sha256 = createHash('sha256').update(made.docx).digest('hex');
    await storeArtefact(batchPreviewKey(accountId, batchId, sha256), made.docx, docxMediaType);
    previews.push({ row: row.number, name: row.name, sha256, size: made.docx.length });
  }
  const fillMs = times.toSorted((one, other) => one - other)[Math.floor((times.length - 1) / 2)] ?? 0;
  return { previews, faults, fillMs };
}

async function chooseRows(batch: Batch, goodIn: readonly number[]): Promise<PlacedRow[]> {
  const good = goodIn.reduce((sum, count) => sum + count, 0);
  const wanted = new Set([0, Math.floor((good - 1) / 2), good - 1]);
  const chosen: PlacedRow[] = [];
  let before = 0;
  for (const [block, count] of goodIn.entries()) {
    const here = [...wanted].map((position) => position - before).filter((at) => at >= 0 && at < count);
    before += count;
    if (here.length === 0) continue;
    const fitting = (await readBlock(batch, block)).filter(({ fits }) => fits);
    chosen.push(...here.flatMap((at) => fitting[at] ?? []).map((row) => ({ block, row })));
  }
  return chosen;
}

async function noteAsBad(batch: Batch, { block, row }: PlacedRow): Promise<void> {
  const rows = await readBlock(batch, block);
  const noted = rows.map((each) => (each.number === row.number ? { ...each, fits: false } : each));
  await storeJson(blockKey(batch, block), noted);
}

const readBlock = (batch: Batch, block: number): Promise<CheckedRow[]> =>
  readJson(CheckedBlock, blockKey(batch, block));

const blockKey = ({ accountId, batchId, checks }: Batch, block: number): string =>
  checkedRowsKey(accountId, batchId, checks, block);
