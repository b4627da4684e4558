import type { ColumnMapping } from './batch.ts';
import { type FieldFault, fail } from './fault.ts';
import type { Field } from './field.ts';
import { type Column, pathOf } from './table/columns.ts';
import { applyMapping, proposeMapping } from './table/mapping.ts';
import { TableRefused } from './table/table-refused.ts';

/** A column as a person maps it. */
export type GivenMapping = Pick<ColumnMapping, 'column' | 'field'>;

/** What is proposed for a table, column by column; those without a heading are left out. */
export const proposedMapping = (fields: readonly Field[], headings: readonly string[]): ColumnMapping[] =>
  proposeMapping(fields, headings).flatMap(({ heading, path, why }) =>
    heading === '' ? [] : [{ column: heading, field: path, reason: why }],
  );

/** The columns of a mapping. @throws TableRefused for one that does not fit headings and fields */
export const mappedColumns = (
  fields: readonly Field[],
  headings: readonly string[],
  mapping: readonly GivenMapping[],
): Column[] =>
  applyMapping(
    fields,
    headings,
    mapping.map(({ column, field }) => ({ column, path: field })),
  );

/**
 * The mapping with what a person decided. A field that was only proposed for another column goes to the one it is given
 * to; the columns that nobody names stay as they are.
 *
 * @throws Fault `invalid-request` naming each `mapping[i]` that does not fit
 */
export function mergeMapping(
  fields: readonly Field[],
  headings: readonly string[],
  present: readonly ColumnMapping[],
  given: readonly GivenMapping[],
): ColumnMapping[] {
  const pathFor = (mapping: readonly GivenMapping[]): string[] =>
    mappedColumns(fields, headings, mapping).map(({ steps }) => pathOf(steps));
  refuse(
    given.flatMap((each, index) =>
      faultsOf(`mapping[${index}]`, () => pathFor([each])).map(({ fault }) => fault),
    ),
  );
  const decided = new Map(given.map((each) => [each.column, each]));
  const taken = new Set(given.flatMap((each) => pathFor([each])));
  const merged = present.map((each): ColumnMapping => {
    const mine = decided.get(each.column);
    if (mine) return { column: mine.column, field: mine.field };
    const yields = each.reason !== undefined && each.field !== null && taken.has(each.field);
    return yields ? { ...each, field: null } : each;
  });
  const doubles = [
    ...faultsOf('mapping', () => pathFor(given)),
    ...faultsOf('mapping', () => pathFor(merged)),
  ];
  refuse(
    doubles.slice(0, 1).map(({ fault, column }) => {
      const index = given.findLastIndex((each) => each.column === column);
      return index === -1 ? fault : { ...fault, field: `mapping[${index}]` };
    }),
  );
  return merged;
}

/** What a setting says about a table that it does not fit, as the fault of that input. */
export function faultsOf(
  field: string,
  look: () => unknown,
): { fault: FieldFault; column: string | undefined }[] {
  try {
    look();
    return [];
  } catch (error) {
    if (!(error instanceof TableRefused)) throw error;
    return [{ fault: { field, message: error.message }, column: error.column }];
  }
}

function refuse(faults: readonly FieldFault[]): void {
  const [first] = faults;
  if (first) fail('invalid-request', first.message, faults);
}
