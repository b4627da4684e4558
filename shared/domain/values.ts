import type { Field } from './field.ts';
import {
  applyFilters,
  chainInput,
  type FilterCall,
  type FilterInput,
  hasDefault,
  type Printable,
} from './filters.ts';
import { parseFilters } from './placeholder.ts';
import { isGroup, isShown, lookUp, type ValueGroup } from './scope.ts';
import { unstorableReason } from './storable-text.ts';
import { findUnknown } from './unknown-values.ts';
import { FaultList, type ValueFault } from './value-faults.ts';

/** Longest text of one value, in UTF-16 units. */
export const LONGEST_TEXT = 100_000;
/** Most rows of one list. */
export const MOST_ROWS = 1000;

/** One level of values: the top, or a row of a section. */
interface Level {
  group: ValueGroup;
  /** Path of the group in the values: empty, or `items[2]`. */
  path: string;
}

/** A field prepared for checking. */
interface Demand {
  field: Field;
  words: string[];
  chains: FilterCall[][];
  inputs: Set<FilterInput>;
  optional: boolean;
  /** A section whose name is also printed, beside it or inside it: one text or number decides it. */
  takesText: boolean;
}

/**
 * Compares values with what a template asks for. Returns every fault, at most 200 and then one with the
 * code `more`; an empty list means that the template can be filled. Never throws, whatever the values are.
 */
export function checkValues(fields: readonly Field[], values: unknown): ValueFault[] {
  const faults = new FaultList();
  if (!isGroup(values)) {
    faults.add('', 'wrong-shape', 'The values must be one object with a name for each field.');
    return faults.all();
  }
  new ValueCheck(faults).level(fields, [{ group: values, path: '' }]);
  findUnknown(fields, values, faults);
  return faults.all();
}

class ValueCheck {
  readonly #faults: FaultList;
  readonly #prepared = new Map<readonly Field[], Demand[]>();

  constructor(faults: FaultList) {
    this.#faults = faults;
  }

  level(fields: readonly Field[], levels: readonly Level[]): void {
    const groups = levels.map((level) => level.group);
    for (const demand of this.#demands(fields)) {
      if (this.#faults.full) return;
      this.#field(demand, levels, groups);
    }
  }

  #demands(fields: readonly Field[]): Demand[] {
    const known = this.#prepared.get(fields);
    if (known) return known;
    const demands = fields.map(prepare);
    this.#prepared.set(fields, demands);
    return demands;
  }

  #field(demand: Demand, levels: readonly Level[], groups: readonly ValueGroup[]): void {
    const { field, words } = demand;
    const answer = lookUp(groups, words);
    const base = levels[answer.level]?.path ?? '';
    const path = [...(base === '' ? [] : [base]), ...words.slice(0, answer.words)].join('.');
    if (answer.value === undefined) {
      if (
        answer.words < words.length &&
        groups[answer.level] &&
        this.#ownerIsNoGroup(answer, groups, words)
      ) {
        this.#faults.add(
          path,
          'wrong-shape',
          `“${path}” must be a group that holds “${words[answer.words] ?? ''}”.`,
        );
      } else if (!demand.optional) {
        const whole = [...(base === '' ? [] : [base]), ...words].join('.');
        this.#faults.add(whole, 'missing', `“${field.label}” is missing.`);
      }
      if (field.kind === 'section') this.#inside(field.otherwise, levels);
      return;
    }
    if (field.kind === 'section') this.#section(demand, answer.value, path, levels);
    else this.#printed(demand, answer.value, path);
  }

  /** True when the dotted name runs into a text, number or list instead of a group. */
  #ownerIsNoGroup(
    answer: { level: number; words: number },
    groups: readonly ValueGroup[],
    words: string[],
  ): boolean {
    const group = groups[answer.level];
    const owner = group ? lookUp([group], words.slice(0, answer.words)).value : undefined;
    return owner !== undefined && !isGroup(owner);
  }

  #section(demand: Demand, value: unknown, path: string, levels: readonly Level[]): void {
    const { field } = demand;
    if (demand.chains.length > 0) {
      if (!this.#printed(demand, value, path)) return;
    } else if (Array.isArray(value)) {
      this.#rows(field, value, path, levels);
    } else if (typeof value === 'string' || typeof value === 'number') {
      if (!demand.takesText) {
        const wanted = field.yesNo ? 'true or false' : 'a list of rows, or true or false';
        this.#faults.add(path, 'wrong-shape', `“${field.label}” must be ${wanted}, not a ${typeof value}.`);
        return;
      }
      if (!this.#printed(demand, value, path)) return;
    } else if (isGroup(value)) {
      this.#inside(field.fields, [...levels, { group: value, path }]);
    } else if (typeof value !== 'boolean') {
      this.#faults.add(path, 'wrong-shape', `“${field.label}” must be a list of rows, or true or false.`);
      return;
    }
    if (!isShown(value)) this.#inside(field.otherwise, levels);
    else if (!Array.isArray(value) && !isGroup(value)) this.#inside(field.fields, levels);
  }

  #rows(field: Field, rows: readonly unknown[], path: string, levels: readonly Level[]): void {
    if (rows.length > MOST_ROWS) {
      const count = `${rows.length} rows; ${MOST_ROWS} are the most`;
      this.#faults.add(path, 'invalid', `“${field.label}” has ${count}.`);
      return;
    }
    for (const [index, row] of rows.entries()) {
      if (this.#faults.full) return;
      const rowPath = `${path}[${index}]`;
      if (isGroup(row)) this.#inside(field.fields, [...levels, { group: row, path: rowPath }]);
      else
        this.#faults.add(
          rowPath,
          'wrong-shape',
          `Each row of “${field.label}” must be a group of named values.`,
        );
    }
  }

  #inside(fields: readonly Field[], levels: readonly Level[]): void {
    if (fields.length > 0) this.level(fields, levels);
  }

  /** Checks a value that is printed; false when it had a fault. */
  #printed(demand: Demand, value: unknown, path: string): boolean {
    const { field, inputs } = demand;
    if (Array.isArray(value) || (typeof value === 'object' && value !== null)) {
      const given = Array.isArray(value) ? 'a list' : 'a group';
      return this.#refuse(path, 'wrong-shape', `“${field.label}” must be one value, not ${given}.`);
    }
    if (typeof value === 'boolean' && !(inputs.size === 1 && inputs.has('yes-no'))) {
      return this.#refuse(
        path,
        'wrong-shape',
        `“${field.label}” must be a text or number, not true or false.`,
      );
    }
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      return this.#refuse(path, 'wrong-shape', `“${field.label}” must be a text or number.`);
    }
    if (field.kind === 'section' && inputs.has('yes-no') && typeof value === 'string') {
      return this.#refuse(path, 'wrong-shape', `“${field.label}” must be true or false.`);
    }
    const problem = textProblem(value) ?? filterProblem(value, demand.chains);
    return problem === null || this.#refuse(path, 'invalid', `“${field.label}” ${problem}.`);
  }

  #refuse(path: string, code: 'wrong-shape' | 'invalid', message: string): false {
    this.#faults.add(path, code, message);
    return false;
  }
}

function prepare(field: Field): Demand {
  const chains = field.shownThrough.map((written) => parseFilters(written) ?? []);
  const ownName = field.fields.find((inner) => inner.name === field.name && inner.shownThrough.length > 0);
  return {
    field,
    words: field.name.split('.'),
    chains,
    inputs: new Set(chains.map(chainInput)),
    optional: field.kind !== 'section' && chains.length > 0 && chains.every(hasDefault),
    takesText: chains.length > 0 || ownName !== undefined,
  };
}

function textProblem(value: Printable): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'must be a finite number';
  if (typeof value === 'boolean') return null;
  if (value.length > LONGEST_TEXT) return `is longer than ${LONGEST_TEXT} characters`;
  return unstorableReason(value);
}

function filterProblem(value: Printable, chains: readonly FilterCall[][]): string | null {
  for (const chain of chains) {
    const printed = applyFilters(value, chain);
    if ('problem' in printed) return `must be ${printed.problem}`;
  }
  return null;
}
