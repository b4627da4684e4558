import type { Batch } from '../domain/batch.ts';
import type { Document } from '../domain/document.ts';
import type { Field } from '../domain/field.ts';
import type { PdfOptions } from '../domain/pdf-options.ts';
import { RowCheck } from '../domain/table/check-row.ts';
import { applyMapping } from '../domain/table/mapping.ts';
import { batchPlanKey } from '../files/keys.ts';
import { BatchPlan, type CheckedRow, readJson } from './batch-files.ts';
import { asksForCode } from './drafting.ts';

/** Everything it takes to make the document of a row. */
export interface RowPlan {
  /** The document to be, not stored. */
  document: Document;
  /** Values as the renderer takes them. Throws when the row does not fit: then the dry run was wrong. */
  values: () => Record<string, unknown>;
  pdfOptions: PdfOptions;
}

/** How the rows of a batch become documents, as its dry run settled it. */
export interface OpenPlan {
  /** Whether documents carry a code. */
  hasCode: boolean;
  rowOf(row: CheckedRow): Omit<RowPlan, 'document'>;
}

/** Plans kept in one container: workers take chunks of a few batches in turn. */
const mostKept = 20;

const kept = new Map<string, Promise<OpenPlan>>();

/** The plan of a batch's last dry run, read once per container. */
export function openPlan(batch: Batch): Promise<OpenPlan> {
  const key = `${batch.batchId}/${batch.dryRun?.number}`;
  const known = kept.get(key);
  const plan = known ?? readPlan(batch);
  kept.delete(key);
  kept.set(key, plan);
  if (!known) plan.catch(() => kept.delete(key));
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return plan;
}

async function readPlan({
  accountId,
  batchId,
  dryRun,
  pdfOptions,
  passwordColumn,
}: Batch): Promise<OpenPlan> {
  const { fields, headings, mapping } = await readJson(
    BatchPlan,
    batchPlanKey(accountId, batchId, dryRun?.number ?? 0),
  );
  const check = rowCheck(fields, headings, mapping);
  const passwordIndex = passwordColumn === undefined ? -1 : headings.indexOf(passwordColumn);
  return {
    hasCode: asksForCode(fields),
    rowOf: (row) => ({
      pdfOptions: {
        ...pdfOptions,
        openPassword: passwordIndex === -1 ? undefined : row.cells[passwordIndex]?.trim(),
      },
      values: () => {
        const checked = check.check(row);
        if ('values' in checked) return checked.values;
        throw new Error(`row ${row.number} fitted in the dry run and does not now`);
      },
    }),
  };
}

/** Checks rows against fields by a mapping of columns. @throws TableRefused for a mapping that does not fit */
export const rowCheck = (
  fields: readonly Field[],
  headings: readonly string[],
  mapping: readonly { column: string; field: string | null }[],
): RowCheck =>
  new RowCheck(
    fields,
    applyMapping(
      fields,
      headings,
      mapping.map(({ column, field }) => ({ column, path: field })),
    ),
    headings.length,
  );
