import * as accounts from '../data/accounts.ts';
import * as batches from '../data/batches.ts';
import { type Batch, type BatchTable, type CheckVerdict, isCheckOpen } from '../domain/batch.ts';
import { CellFaultList } from '../domain/cell-fault-list.ts';
import { FreeNames } from '../domain/table/free-names.ts';
import { TableRefused } from '../domain/table/table-refused.ts';
import { batchFaultsKey, batchPlanKey, checkedRowsKey, rowsKey } from '../files/keys.ts';
import { type BatchTemplate, batchTemplate } from './batch-fields.ts';
import { type BatchPlan, type CheckedRow, RowsBlock, readJson, storeJson } from './batch-files.ts';
import { quoteFor } from './charging.ts';
import { type CheckPlace, endCheck } from './check-verdict.ts';
import { asksForCode } from './drafting.ts';
import { RowJudge } from './row-judging.ts';
import { type PreviewSource, previewRows } from './row-previews.ts';
import { problemOf } from './table-problem.ts';

/** Paths kept with the batch; all of them are among the faults. */
const mostMissing = 200;

/**
 * Milliseconds that making a PDF takes the converter: a page of text took 55 to 65 in the study of converters. Two work
 * side by side in one function.
 */
const [pdfMs, pdfWorkers] = [60, 2];

/**
 * Makes the dry run that a message asks for, unless it was made or overtaken. Everything is stored before the verdict,
 * under the number of the dry run, so running twice writes the same twice, and a late one disturbs no newer one.
 */
export async function makeDryRun(place: CheckPlace, now: () => Date): ReturnType<typeof endCheck> {
  const batch = await findOpen(place);
  return endCheck(place, batch ? await verdictWhileOpen(batch, place, now) : overtaken, now);
}

/** The batch while this dry run is the one that counts. */
async function findOpen({ accountId, batchId, check }: CheckPlace): Promise<Batch | undefined> {
  const batch = await batches.find(accountId, batchId);
  return batch && isCheckOpen(batch, check) ? batch : undefined;
}

async function verdictWhileOpen(batch: Batch, place: CheckPlace, now: () => Date): Promise<CheckVerdict> {
  try {
    return await verdictOn(batch, now);
  } catch (error) {
    // Whoever deleted the batch meanwhile has taken its files along, from under our hands.
    if (await findOpen(place)) throw error;
    return overtaken;
  }
}

/** Never written: what is not open any more takes no verdict. */
const overtaken: CheckVerdict = { problem: { code: 'overtaken', message: 'A newer dry run was begun.' } };

const templateGone: CheckVerdict = {
  problem: { code: 'template-gone', message: 'The template was deleted. Make a new batch from another one.' },
};

async function verdictOn(batch: Batch, now: () => Date): Promise<CheckVerdict> {
  const { table } = batch;
  if (!table) throw new Error(`${batch.batchId} is checked without a table`);
  const template = await batchTemplate(batch);
  if (!template) return templateGone;
  try {
    const judge = new RowJudge({ ...batch, table }, template);
    await storeJson(
      batchPlanKey(batch.accountId, batch.batchId, batch.checks),
      planOf(batch, table, template),
    );
    return await judgeAll(batch, table, { judge, hasCode: asksForCode(template.fields) }, now);
  } catch (error) {
    if (error instanceof TableRefused) return { problem: problemOf(error) };
    throw error;
  }
}

const planOf = (batch: Batch, { headings }: BatchTable, { fields }: BatchTemplate): BatchPlan => ({
  fields,
  headings,
  mapping: batch.mapping.map(({ column, field }) => ({ column, field })),
});

/** Goes through the rows block by block; only names and faults are kept of those that are done. */
async function judgeAll(
  batch: Batch,
  table: BatchTable,
  { judge, hasCode }: PreviewSource,
  now: () => Date,
): Promise<CheckVerdict> {
  const { accountId, batchId, checks } = batch;
  const faults = new CellFaultList();
  const names = new FreeNames('');
  const goodIn: number[] = [];
  for (let block = 0; block < table.blocks; block++) {
    const rows = await readJson(RowsBlock, rowsKey(accountId, batchId, block));
    const found = await judge.judge(rows);
    const checked = rows.map((row, index): CheckedRow => {
      const fits = found[index]?.length === 0;
      return { ...row, name: names.take(judge.nameOf(row)), fits };
    });
    for (const each of found) faults.add(each);
    goodIn.push(checked.filter(({ fits }) => fits).length);
    await storeJson(checkedRowsKey(accountId, batchId, checks, block), checked);
  }
  const looked = await previewRows(batch, goodIn, { judge, hasCode }, now);
  if (looked === 'template-gone') return templateGone;
  faults.add(looked.faults);
  await storeJson(batchFaultsKey(accountId, batchId, checks), faults.listed());
  const good = goodIn.reduce((sum, count) => sum + count, 0) - looked.faults.length;
  return {
    dryRun: {
      number: checks,
      good,
      bad: table.rows - good,
      faults: faults.count,
      missing: faults.missing.slice(0, mostMissing),
      previews: looked.previews,
      quote: (await quoteFor(await accounts.get(accountId), good, now())).quote,
      unitMs: looked.fillMs + (batch.formats.includes('pdf') ? pdfMs / pdfWorkers : 0),
      at: now().toISOString(),
    },
  };
}
