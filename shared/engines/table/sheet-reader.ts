import { columnLetters } from '../../domain/table/column-letters.ts';
import { refuseTable } from '../../domain/table/table-refused.ts';
import type { TableRow } from '../../domain/table/table-row.ts';
import { cellReference, columnOf } from './cell-reference.ts';
import { excelText } from './excel-text.ts';
import { LAST_ROW, type TableLimits } from './limits.ts';
import { refuseLongCell } from './long-cell.ts';
import type { NumberKind } from './number-formats.ts';
import { numberText } from './number-text.ts';
import type { SharedTexts } from './shared-texts.ts';
import { refuseDamaged } from './xlsx-package.ts';
import { attribute, type XmlHandler } from './xml-stream.ts';

/** What cells of a workbook refer to. */
export interface CellSources {
  texts: SharedTexts;
  kinds: readonly NumberKind[];
  from1904: boolean;
  limits: TableLimits;
}

/** Cells joined into one. */
export interface MergedCells {
  /** As the sheet writes it: `A1:C1`. */
  range: string;
  firstRow: number;
  lastRow: number;
  firstColumn: number;
  lastColumn: number;
}

const NO_RESULT =
  'This formula has no result in the file; open the workbook in Excel, save it and upload it again.';
const NOT_SHOWN = 'The spreadsheet itself cannot show this as a date; enter the date again.';
const PLAIN: NumberKind = { is: 'number' };

/** Merges that are kept; more only count. */
const MERGES_KEPT = 1000;

/** Follows a sheet and puts its rows in order of the file. Rows that hold nothing are left out. */
export class SheetReader implements XmlHandler {
  readonly #sources: CellSources;
  /** Rows read and not yet taken. */
  ready: TableRow[] = [];
  hiddenRows = 0;
  mergedCells = 0;
  readonly merges: MergedCells[] = [];
  listens = false;
  /** Set to look at rows and merged cells only. */
  skims = false;

  #row: TableRow = { number: 0, cells: [] };
  #column = -1;
  #type = '';
  #style = '';
  #text = '';
  #hasValue = false;
  #hasFormula = false;
  #inPhonetic = false;

  constructor(sources: CellSources) {
    this.#sources = sources;
  }

  open(name: string, tag: string): void {
    if (this.skims && name !== 'row' && name !== 'mergeCell') return;
    switch (name) {
      case 'c':
        this.#startCell(tag);
        return;
      case 'v':
        this.#hasValue = true;
        this.listens = true;
        return;
      case 't':
        this.#hasValue = true;
        this.listens = !this.#inPhonetic;
        return;
      case 'f':
        this.#hasFormula = true;
        return;
      case 'row':
        this.#startRow(tag);
        return;
      case 'rPh':
        this.#inPhonetic = true;
        return;
      case 'mergeCell':
        this.#merge(attribute(tag, 'ref') ?? '');
    }
  }

  close(name: string): void {
    if (this.skims) return;
    switch (name) {
      case 'v':
      case 't':
        this.listens = false;
        return;
      case 'c':
        this.#endCell();
        return;
      case 'row':
        if (this.#row.cells.length > 0) this.ready.push(this.#row);
        return;
      case 'rPh':
        this.#inPhonetic = false;
    }
  }

  text(text: string): void {
    // Skimming may begin in the middle of a cell.
    if (this.skims) {
      this.listens = false;
      return;
    }
    this.#text = this.#text === '' ? text : this.#text + text;
    // Seven characters for one is the longest way of writing it: `_x000D_`.
    if (this.#text.length > this.#sources.limits.cellLength * 7) this.#refuseLong();
  }

  #startRow(tag: string): void {
    const stated = attribute(tag, 'r');
    const number = stated === undefined ? this.#row.number + 1 : Number(stated);
    if (!Number.isInteger(number) || number < 1 || number > LAST_ROW) refuseDamaged();
    this.#row = { number, cells: [] };
    this.#column = -1;
    if (/^(?:1|true)$/.test(attribute(tag, 'hidden') ?? '')) this.hiddenRows++;
  }

  #startCell(tag: string): void {
    const reference = attribute(tag, 'r');
    this.#column = (reference === undefined ? undefined : columnOf(reference)) ?? this.#column + 1;
    this.#type = attribute(tag, 't') ?? '';
    this.#style = attribute(tag, 's') ?? '';
    this.#text = '';
    this.#hasValue = false;
    this.#hasFormula = false;
  }

  #endCell(): void {
    // Programs that do not compute write formulas with an empty value; an empty text is a result.
    const isComputed = this.#hasValue && (this.#text !== '' || this.#type === 'str');
    if (this.#hasFormula && !isComputed) this.#fault('', NO_RESULT);
    else if (this.#hasValue) this.#put(this.#value());
  }

  /** The text of the cell; undefined when it has been put down as unread. */
  #value(): string | undefined {
    const text = this.#text;
    switch (this.#type) {
      case 's':
        return this.#sources.texts.get(text === '' ? -1 : Number(text)) ?? refuseDamaged();
      case 'inlineStr':
      case 'str':
        return excelText(text);
      case 'b':
        return text.trim() === '1' || text.trim() === 'true' ? 'TRUE' : 'FALSE';
      case 'e':
        this.#fault(text, `The spreadsheet has an error here, ${text.trim()}; mend it there.`);
        return undefined;
      case 'd':
        return text
          .trim()
          .replace(/T00:00(?::00(?:\.0+)?)?Z?$/, '')
          .replace('T', ' ');
      default:
        return this.#number(text);
    }
  }

  #number(text: string): string | undefined {
    if (text.trim() === '') return '';
    const kind = this.#sources.kinds[Number(this.#style)] ?? PLAIN;
    const shown = numberText(text, kind, this.#sources.from1904);
    if (shown === undefined) this.#fault(text, kind.is === 'number' ? 'This is no number.' : NOT_SHOWN);
    return shown;
  }

  #put(text: string | undefined): void {
    if (text === undefined || text === '') return;
    const { columns, cellLength } = this.#sources.limits;
    if (text.length > cellLength) this.#refuseLong();
    if (this.#column >= columns) {
      if (text.trim() === '') return;
      const place = { row: this.#row.number, column: columnLetters(this.#column) };
      refuseTable(
        'too-many-columns',
        `The sheet holds something in column ${place.column}; only the first ${columns} columns can be read. Move or remove it.`,
        place,
      );
    }
    const { cells } = this.#row;
    while (cells.length < this.#column) cells.push('');
    cells[this.#column] = text;
  }

  #fault(shown: string, message: string): void {
    if (this.#column >= this.#sources.limits.columns) return;
    const { cells } = this.#row;
    while (cells.length <= this.#column) cells.push('');
    this.#row.unread ??= [];
    this.#row.unread.push({ index: this.#column, shown: shown.trim(), message });
  }

  #refuseLong(): never {
    refuseLongCell(this.#sources.limits.cellLength, {
      row: this.#row.number,
      column: columnLetters(this.#column),
    });
  }

  #merge(range: string): void {
    this.mergedCells++;
    const [first = '', last = ''] = range.split(':');
    const [start, end] = [cellReference(first), cellReference(last)];
    if (!start || !end || this.merges.length >= MERGES_KEPT) return;
    this.merges.push({
      range,
      firstRow: start.row,
      lastRow: end.row,
      firstColumn: start.column,
      lastColumn: end.column,
    });
  }
}
