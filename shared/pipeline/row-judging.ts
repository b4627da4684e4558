import type { BatchTable } from '../domain/batch.ts';
import { mappedColumns } from '../domain/batch-mapping.ts';
import { passwordIndex, passwordProblem } from '../domain/batch-passwords.ts';
import type { ValueGroup } from '../domain/scope.ts';
import { type CellFault, RowCheck } from '../domain/table/check-row.ts';
import { type NamePattern, readNamePattern, USUAL_PATTERN } from '../domain/table/name-pattern.ts';
import type { TableRow } from '../domain/table/table-row.ts';
import type { BatchTemplate } from './batch-fields.ts';
import type { BatchPlan } from './batch-files.ts';
import { requireReadyAssets } from './ready-assets.ts';

/** What the rows of a batch are judged by. */
interface Settings {
  accountId: string;
  table: BatchTable;
  mapping: BatchPlan['mapping'];
  namePattern?: string | undefined;
  passwordColumn?: string | undefined;
}

/** Judges the rows of one batch: their cells, pictures and passwords. */
export class RowJudge {
  /** Gives the document of a row its name; two rows may get the same. */
  readonly nameOf: NamePattern;
  readonly #check: RowCheck;
  readonly #accountId: string;
  readonly #passwords: { index: number; column: string } | undefined;

  /** @throws TableRefused when mapping, names or passwords do not fit the table */
  constructor({ accountId, table, mapping, namePattern, passwordColumn }: Settings, template: BatchTemplate) {
    const { headings } = table;
    const columns = mappedColumns(template.fields, headings, mapping);
    const sources = { template: template.name, headings, columns };
    this.nameOf = readNamePattern(namePattern ?? USUAL_PATTERN, sources);
    this.#check = new RowCheck(template.fields, columns, headings.length);
    this.#accountId = accountId;
    this.#passwords =
      passwordColumn === undefined
        ? undefined
        : { index: passwordIndex(headings, passwordColumn), column: passwordColumn };
  }

  /** The faults of each row, empty for one that fits. Pictures are looked up once for all of the rows. */
  async judge(rows: readonly TableRow[]): Promise<CellFault[][]> {
    const checked = rows.map((row) => this.#check.check(row));
    const pictures = await this.#pictureFaults(
      checked.flatMap((each, index) =>
        'pictures' in each ? each.pictures.map((picture) => ({ ...picture, index })) : [],
      ),
    );
    return rows.map((row, index) => {
      const found = checked[index];
      const cells = found && 'faults' in found ? found.faults : (pictures.get(index) ?? []);
      return [...cells, ...this.#passwordFaults(row)];
    });
  }

  /** Values of a row that fits, as the renderer takes them. */
  valuesOf(row: TableRow): ValueGroup {
    const checked = this.#check.check(row);
    if ('values' in checked) return checked.values;
    throw new Error(`row ${row.number} fitted a moment ago`);
  }

  /** By the index of the row. */
  async #pictureFaults(
    uses: readonly { index: number; reference: string; faultOf: (message: string) => CellFault }[],
  ): Promise<Map<number, CellFault[]>> {
    const references = uses.map(({ reference }, use) => ({ field: String(use), reference }));
    const faults = new Map<number, CellFault[]>();
    for (const { field, message } of await requireReadyAssets(this.#accountId, references)) {
      const use = uses[Number(field)];
      if (use) faults.set(use.index, [...(faults.get(use.index) ?? []), use.faultOf(message)]);
    }
    return faults;
  }

  /** A password is shown to nobody, not even in the fault about it. */
  #passwordFaults({ number, cells }: TableRow): CellFault[] {
    if (!this.#passwords) return [];
    const { index, column } = this.#passwords;
    const message = passwordProblem((cells[index] ?? '').trim());
    return message === undefined ? [] : [{ row: number, column, isInTable: true, value: '', message }];
  }
}
