import { join } from 'node:path';
import { type CellFault, RowCheck, wholeRow } from '../../shared/domain/table/check-row.ts';
import { matchColumns } from '../../shared/domain/table/columns.ts';
import type { TableRow } from '../../shared/domain/table/table-row.ts';
import type { CompiledTemplate } from '../../shared/engines/docx/compile-template.ts';
import { Filler, type ReadyValues } from './filler.ts';
import { PictureFolder } from './picture-folder.ts';
import { writeWhole } from './write-file.ts';

/** What it takes to fill a template with the rows of a table. */
export interface BatchSetup {
  headings: readonly string[];
  /** Where the documents go. */
  folder: string;
  /** Where the pictures are. */
  assets: string;
}

/** Checks rows of a table and makes documents of them. */
export class RowFiller {
  readonly #rows: RowCheck;
  readonly #folder: string;
  readonly #filler: Filler;

  constructor(template: CompiledTemplate, { headings, folder, assets }: BatchSetup) {
    const { columns } = matchColumns(template.fields, headings);
    this.#rows = new RowCheck(template.fields, columns, headings.length);
    this.#folder = folder;
    this.#filler = new Filler(template, new PictureFolder(assets));
  }

  /** Everything in a row that does not fit; empty when a document can be made of it. */
  async check(row: TableRow): Promise<CellFault[]> {
    const ready = await this.#prepare(row);
    return 'faults' in ready ? ready.faults : [];
  }

  /** Writes the document of a row; answers why that was not possible, or nothing. */
  async write(row: TableRow, name: string): Promise<CellFault[]> {
    const ready = await this.#prepare(row);
    if ('faults' in ready) return ready.faults;
    const document = this.#filler.render(ready);
    if ('faults' in document) return document.faults.map(({ message }) => wholeRow(row, message));
    await writeWhole(join(this.#folder, name), document, false);
    return [];
  }

  async #prepare(row: TableRow): Promise<ReadyValues | { faults: CellFault[] }> {
    const checked = this.#rows.check(row);
    if ('faults' in checked) return checked;
    const { pictures, problems } = await this.#filler.pictures(checked.pictures);
    if (problems.length > 0) return { faults: problems.map(({ use, message }) => use.faultOf(message)) };
    return { values: checked.values, pictures };
  }
}
