import * as z from 'zod';
import { FieldSchema } from '../domain/field-schema.ts';
import { readArtefact, storeArtefact } from '../files/artefacts.ts';

/** What a batch keeps in the artefacts bucket between its steps, as JSON; `shared/files/keys.ts` has the keys. */

/** A row as the spreadsheet has it. */
const Row = z.object({
  number: z.number(),
  cells: z.array(z.string()),
  unread: z.array(z.object({ index: z.number(), shown: z.string(), message: z.string() })).optional(),
});

/** Rows under `rowsKey`: a block of them. */
export const RowsBlock = z.array(Row);

/** Rows under `checkedRowsKey`: named, and judged whether a document can be made of them. */
export const CheckedBlock = z.array(Row.extend({ name: z.string(), fits: z.boolean() }));
export type CheckedRow = z.output<typeof CheckedBlock>[number];

/** What lies under `batchPlanKey`. */
export const BatchPlan = z.object({
  fields: z.array(FieldSchema),
  headings: z.array(z.string()),
  mapping: z.array(z.object({ column: z.string(), field: z.string().nullable() })),
});
export type BatchPlan = z.output<typeof BatchPlan>;

/** What lies under `batchFaultsKey`: every cell that does not fit, by row. */
export const CellFaults = z.array(
  z.object({ row: z.number(), column: z.string(), value: z.string(), message: z.string() }),
);
export type CellFaults = z.output<typeof CellFaults>;

export const storeJson = (key: string, value: unknown): Promise<void> =>
  storeArtefact(key, Buffer.from(JSON.stringify(value)), 'application/json');

/** Throws S3's NoSuchKey when there is nothing under the key, and zod's error for what does not fit. */
export async function readJson<S extends z.ZodType>(schema: S, key: string): Promise<z.output<S>> {
  return schema.parse(JSON.parse((await readArtefact(key)).toString()));
}
