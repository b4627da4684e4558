import type { Field } from '../field.ts';
import { nearest } from '../nearest.ts';
import { clip } from '../template-fault.ts';
import { MOST_ROWS } from '../values.ts';
import { refuseTable } from './table-refused.ts';

/** One step from the values towards a single value: a name in a group, or the index of a row. */
export type Step = string | number;

/** A column of a table and the value it gives. */
export interface Column {
  /** Position in the table, counted from 0. */
  index: number;
  heading: string;
  field: Field;
  /** `items[0].price` as `['items', 0, 'price']`. */
  steps: readonly Step[];
}

/** A heading that no field goes by. */
export interface StrayColumn {
  heading: string;
  /** The field it may have been meant for, which no other column gives. */
  meant?: string;
}

/** A name a heading may have. */
export interface Candidate {
  name: string;
  field: Field;
  /** The words of the name, with 0 where a row of a list is entered. */
  steps: readonly Step[];
}

export const INDEX = /\[(\d{1,6})\]/g;

/**
 * Finds the field of each heading. Upper and lower case, spaces, `_` and `-` do not matter; rows of a list are
 * counted from 0: `items[0].price`. Columns without a heading are left out.
 *
 * @throws TableRefused when two columns give the same value, or a heading may mean two fields
 */
export function matchColumns(
  fields: readonly Field[],
  headings: readonly string[],
): { columns: Column[]; strays: StrayColumn[] } {
  const candidates = candidatesOf(fields);
  const columns: Column[] = [];
  const strays: string[] = [];
  for (const [index, heading] of headings.entries()) {
    if (heading === '') continue;
    const candidate = findCandidate(heading, candidates);
    if (!candidate) strays.push(heading);
    else columns.push({ index, heading, field: candidate.field, steps: columnSteps(heading, candidate) });
  }
  refuseDoubles(columns);
  const given = new Set(columns.map(({ field }) => field));
  const free = [...candidates.values()].filter(({ field }) => !given.has(field)).map(({ name }) => name);
  return { columns, strays: strays.map((heading) => strayColumn(heading, free)) };
}

/** Every name a heading may have, by that name. */
export function candidatesOf(fields: readonly Field[]): Map<string, Candidate> {
  const candidates = new Map<string, Candidate>();
  collectCandidates(fields, [], candidates);
  return candidates;
}

/** `['items', 0, 'price']` as `items[0].price`. */
export function pathOf(steps: readonly Step[]): string {
  return steps
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

/** Letters and digits alone, so that “Candidate Name” equals `candidate_name`. */
export function plainName(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_.-]+/g, '');
}

function collectCandidates(
  fields: readonly Field[],
  before: readonly Step[],
  candidates: Map<string, Candidate>,
): void {
  for (const field of fields) {
    const steps = [...before, ...field.name.split('.')];
    add(candidates, steps, field);
    collectCandidates(field.otherwise, before, candidates);
    collectCandidates(field.fields, isList(field) ? [...steps, 0] : steps, candidates);
    // A section that is only shown or hidden leaves the names inside it to the level around it.
    if (!field.repeatsRow) collectCandidates(field.fields, before, candidates);
  }
}

function isList(field: Field): boolean {
  return field.repeatsRow || field.type === 'list';
}

function add(candidates: Map<string, Candidate>, steps: readonly Step[], field: Field): void {
  const name = steps.filter((step) => typeof step === 'string').join('.');
  if (!candidates.has(name)) candidates.set(name, { name, field, steps });
}

function findCandidate(heading: string, candidates: ReadonlyMap<string, Candidate>): Candidate | undefined {
  const name = heading.replaceAll(INDEX, '').normalize('NFC');
  const exact = candidates.get(name);
  if (exact) return exact;
  const wanted = plainName(name);
  const fitting = [...candidates.values()].filter((candidate) => plainName(candidate.name) === wanted);
  if (fitting.length > 1) {
    const names = fitting.map((candidate) => candidate.name).join(' or ');
    refuseTable(
      'ambiguous-column',
      `The column “${clip(heading)}” may mean ${names}; write one of them exactly.`,
      { column: heading },
    );
  }
  return fitting[0];
}

/**
 * Puts the indexes of a heading where its name enters rows of lists; the first row where it has none. The problem is
 * the end of a sentence about the heading.
 */
export function withIndexes(
  heading: string,
  { name, field, steps }: Candidate,
): { steps: Step[] } | { problem: string } {
  const indexes = [...heading.matchAll(INDEX)].map((match) => Number(match[1]));
  const rows = steps.filter((step) => typeof step === 'number').length;
  const ofList = isList(field) && indexes.length === rows + 1 ? [indexes.pop() ?? 0] : [];
  if (indexes.length > rows) return { problem: `counts rows, but ${name} is in no list` };
  if ([...indexes, ...ofList].some((index) => index >= MOST_ROWS))
    return { problem: `counts over ${MOST_ROWS} rows of a list` };
  let next = 0;
  const entered = steps.map((step) => (typeof step === 'number' ? (indexes[next++] ?? 0) : step));
  return { steps: [...entered, ...ofList] };
}

function columnSteps(heading: string, candidate: Candidate): Step[] {
  const found = withIndexes(heading, candidate);
  if ('steps' in found) return found.steps;
  return refuseTable('bad-list-column', `The column “${clip(heading)}” ${found.problem}.`, {
    column: heading,
  });
}

/** @throws TableRefused when two columns give the same value */
export function refuseDoubles(columns: readonly Column[]): void {
  const seen = new Map<string, string>();
  for (const { heading, steps } of columns) {
    const path = pathOf(steps);
    const other = seen.get(path);
    if (other !== undefined)
      refuseTable(
        'field-mapped-twice',
        `The columns “${clip(other)}” and “${clip(heading)}” both give ${path}; remove one of them.`,
        { column: heading },
      );
    seen.set(path, heading);
  }
}

function strayColumn(heading: string, free: readonly string[]): StrayColumn {
  const meant = nearest(heading.replaceAll(INDEX, ''), free);
  return meant === undefined ? { heading } : { heading, meant };
}
