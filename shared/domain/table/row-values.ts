import { isGroup, type ValueGroup } from '../scope.ts';
import { type Column, pathOf, type Step } from './columns.ts';

/** The values of one row, and which column gave or should have given each. */
export interface RowValues {
  values: ValueGroup;
  /** Columns by the path of their value. */
  columns: Map<string, Column>;
  /** Cells that look like JSON and are none. */
  faults: { column: Column; message: string }[];
}

const YES = /^(?:yes|y|true|1|x|✓|✔)$/i;
const NO = /^(?:no|n|false|0)$/i;

/** A value on its way into the row, its steps already without gaps in lists. */
interface Placed {
  steps: readonly Step[];
  value: unknown;
}

/**
 * Turns the cells of a row into values: text as it stands, but yes and no where that is asked for, and JSON for lists
 * and groups. Empty cells give nothing. Rows of a list of which no cell is filled are left out.
 */
export function rowValues(columns: readonly Column[], cells: readonly string[]): RowValues {
  const texts = columns.map((column) => ({ column, text: (cells[column.index] ?? '').trim() }));
  const closed = gapCloser(texts.filter(({ text }) => text !== '').map(({ column }) => column.steps));
  const row: RowValues = { values: {}, columns: new Map(), faults: [] };
  const placed: Placed[] = [];
  for (const { column, text } of texts) {
    const steps = closed(column.steps);
    if (steps) row.columns.set(pathOf(steps), column);
    if (text === '' || !steps) continue;
    const cell = cellValue(column, text);
    if ('problem' in cell) row.faults.push({ column, message: cell.problem });
    else placed.push({ steps, value: cell.value });
  }
  // Whole lists and groups come first, so that columns for parts of them add to them.
  placed.sort((one, other) => one.steps.length - other.steps.length);
  for (const { steps, value } of placed) place(row.values, steps, value);
  return row;
}

/** Answers the steps of a value with the rows of lists counted without gaps; undefined inside a row left out. */
function gapCloser(filled: readonly (readonly Step[])[]): (steps: readonly Step[]) => Step[] | undefined {
  const used = new Map<string, number[]>();
  for (const steps of filled)
    for (const [at, step] of steps.entries()) {
      if (typeof step !== 'number') continue;
      const list = pathOf(steps.slice(0, at));
      const indexes = used.get(list) ?? [];
      if (!indexes.includes(step))
        used.set(
          list,
          [...indexes, step].sort((one, other) => one - other),
        );
    }
  return (steps) => {
    const closed = steps.map((step, at) =>
      typeof step === 'number' ? (used.get(pathOf(steps.slice(0, at))) ?? []).indexOf(step) : step,
    );
    return closed.includes(-1) ? undefined : closed;
  };
}

function cellValue({ field, steps }: Column, text: string): { value: unknown } | { problem: string } {
  const isWhole = typeof steps.at(-1) === 'string';
  const holdsMore = field.kind === 'section' || (isWhole && /^(?:list|group)$/.test(field.type));
  if (holdsMore && /^[[{]/.test(text)) return readJson(text);
  if (takesYesNo(field)) {
    if (YES.test(text)) return { value: true };
    if (NO.test(text)) return { value: false };
  }
  return { value: text };
}

/** Whether a value decides only between showing and not, so that the word “no” must not count as a text. */
function takesYesNo(field: Column['field']): boolean {
  if (field.type === 'yes-no') return true;
  const isPrinted = field.shownThrough.length > 0 || field.fields.some((inner) => inner.name === field.name);
  if (field.kind === 'section') return !isPrinted;
  return field.kind === 'condition' && field.comparedWith.length === 0;
}

function readJson(text: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `This begins like JSON and is none: ${reason}` };
  }
}

/** Puts a value into its group. A section told “yes” becomes what its columns hold; one told “no” stays hidden. */
function place(values: ValueGroup, steps: readonly Step[], value: unknown): void {
  let owner: unknown = values;
  for (const [at, step] of steps.entries()) {
    const next = steps[at + 1];
    const inner = next === undefined ? value : ownerFor(next, childOf(owner, step));
    if (inner === undefined) return;
    setChild(owner, step, inner);
    owner = inner;
  }
}

/** The group or list the next step goes into; undefined when a plain value stands there that has to stay. */
function ownerFor(next: Step, present: unknown): unknown {
  if (typeof next === 'number') return Array.isArray(present) ? present : isOpen(present) ? [] : undefined;
  return isGroup(present) ? present : isOpen(present) ? {} : undefined;
}

const isOpen = (present: unknown): boolean => present === undefined || present === true;

function childOf(owner: unknown, step: Step): unknown {
  if (Array.isArray(owner) && typeof step === 'number') return owner[step];
  return isGroup(owner) && Object.hasOwn(owner, step) ? owner[step] : undefined;
}

function setChild(owner: unknown, step: Step, value: unknown): void {
  if (Array.isArray(owner) && typeof step === 'number') owner[step] = value;
  else if (isGroup(owner)) owner[step] = value;
}
