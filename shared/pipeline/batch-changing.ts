import { type Batch, type BatchChange, beginCheck, changeBatch } from '../domain/batch.ts';
import { faultsOf, type GivenMapping, mappedColumns, mergeMapping } from '../domain/batch-mapping.ts';
import { passwordIndex } from '../domain/batch-passwords.ts';
import { fail, notFound } from '../domain/fault.ts';
import { readNamePattern } from '../domain/table/name-pattern.ts';
import { batchTemplate } from './batch-fields.ts';

/** What a person asks to be changed: only the columns they decide on are mapped. */
interface Wish extends Omit<BatchChange, 'mapping'> {
  mapping?: GivenMapping[] | undefined;
}

/**
 * The batch with other settings, its next dry run begun, as one change. What does not fit the table is found here and
 * not only by the dry run. Throws `batch-not-ready`, `not-found` when the template was deleted, and `invalid-request`
 * naming each setting that does not fit.
 */
export async function changeAndCheck(batch: Batch, wish: Wish, at: Date): Promise<Batch> {
  const changed = changeBatch(batch, { ...wish, mapping: undefined }, at);
  const mapping = await fittingMapping(changed, wish);
  const checking = beginCheck({ ...changed, mapping }, at);
  return { ...checking, revision: batch.revision + 1 };
}

/** The mapping as it comes to be, all settings that name columns being fit for it. */
async function fittingMapping(batch: Batch, wish: Wish): Promise<Batch['mapping']> {
  const { table } = batch;
  if (!table) throw new Error(`${batch.batchId} is changed without a table`);
  const { name, fields } = (await batchTemplate(batch)) ?? notFound('template');
  const { headings } = table;
  const mapping = mergeMapping(fields, headings, batch.mapping, wish.mapping ?? []);
  const { namePattern, passwordColumn } = wish;
  const faults = [
    ...faultsOf('namePattern', () => {
      if (typeof namePattern !== 'string') return;
      const columns = mappedColumns(fields, headings, mapping);
      readNamePattern(namePattern, { template: name, headings, columns });
    }),
    ...faultsOf('passwordColumn', () => {
      if (typeof passwordColumn === 'string') passwordIndex(headings, passwordColumn);
    }),
  ].map(({ fault }) => fault);
  const [first] = faults;
  if (first) fail('invalid-request', first.message, faults);
  return mapping;
}
