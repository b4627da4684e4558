import type { Field } from './field.ts';
import { type Level, MOST_ROWS, planOf, type SectionShape, type Use, usesAt } from './field-plan.ts';
import { holds, valueAt } from './level-formula.ts';
import { isGroup, type ValueGroup } from './scope.ts';
import { findUnknown } from './unknown-values.ts';
import { FaultList, type ValueFault } from './value-faults.ts';
import { type ValueProblem, valueProblem } from './value-rule.ts';

export { MOST_ROWS } from './field-plan.ts';
export { LONGEST_TEXT } from './value-formats.ts';

/**
 * Compares values with what a template asks for. Returns every fault, at most 200 and then one with the
 * code `more`; an empty list means that the template can be filled. Never throws, whatever the values are.
 */
export function checkValues(fields: readonly Field[], values: unknown): ValueFault[] {
  return checkAgainst(planOf(fields), values);
}

/** The same with a plan that has been made before. */
export function checkAgainst(plan: Level, values: unknown): ValueFault[] {
  const faults = new FaultList();
  if (!isGroup(values)) {
    faults.add('', 'wrong-shape', 'The values must be one object with a name for each field.');
    return faults.all();
  }
  new ValueCheck(faults).level(plan, [{ group: values, path: '' }]);
  findUnknown(plan.names, values, faults);
  return faults.all();
}

/** A group of values and its path: empty for the top, `items[2]` for a row. */
interface Place {
  group: ValueGroup;
  path: string;
}

class ValueCheck {
  readonly #faults: FaultList;

  constructor(faults: FaultList) {
    this.#faults = faults;
  }

  level(level: Level, places: readonly Place[]): void {
    const groups = places.map(({ group }) => group);
    const here = places.at(-1);
    if (!here) return;
    for (const use of level.uses) {
      if (this.#faults.full) return;
      this.#use(level, use, here, places, groups);
    }
  }

  #use(level: Level, use: Use, here: Place, places: readonly Place[], groups: readonly ValueGroup[]): void {
    const needed = use.needed !== null && holds(use.needed, groups);
    const value = valueAt(here.group, use.words);
    if (value === undefined) this.#absent(level, use, here, needed);
    else if (use.always || holds(use.when, groups)) {
      const path = pathOf(here, use.words);
      const lenient = !needed && !(use.inherited && use.field.required);
      const problem = this.#given(use, value, path, places, lenient);
      if (problem) this.#report(use, path, problem);
    }
  }

  /** The group that should hold the name may be something else, which is worth saying whether it is needed or not. */
  #absent(level: Level, { words, field }: Use, here: Place, needed: boolean): void {
    for (let count = 1; count < words.length; count++) {
      const owner = valueAt(here.group, words.slice(0, count));
      if (owner === undefined) break;
      if (isGroup(owner)) continue;
      if (!needed && usesAt(level, words.slice(0, count)).length > 0) return;
      const path = pathOf(here, words.slice(0, count));
      this.#faults.add(path, 'wrong-shape', `“${path}” must be a group that holds “${words[count] ?? ''}”.`);
      return;
    }
    if (needed) this.#faults.add(pathOf(here, words), 'missing', `“${field.label}” is missing.`);
  }

  #report({ field }: Use, path: string, { code, message }: ValueProblem): void {
    this.#faults.add(path, code, `“${field.label}” ${message}.`);
  }

  /** Null when the value is fine, or when its rows have been looked at. */
  #given(
    use: Use,
    value: unknown,
    path: string,
    places: readonly Place[],
    lenient: boolean,
  ): ValueProblem | null {
    const { shape, field } = use;
    if (shape.is === 'section') return this.#section(field, shape, value, path, places, lenient);
    if (shape.is === 'value') {
      if (shape.orGroup && isGroup(value)) return null;
      return valueProblem(shape.rule, value, lenient);
    }
    if (!Array.isArray(value)) return wrongShape('must be a list');
    if (value.length > MOST_ROWS) return tooMany(value.length);
    const { item } = shape;
    if (item) {
      for (const [index, each] of value.entries()) {
        const problem = valueProblem(item, each ?? undefined, false);
        if (problem) this.#report(use, `${path}[${index}]`, problem);
      }
    }
    return null;
  }

  #section(
    field: Field,
    shape: SectionShape,
    value: unknown,
    path: string,
    places: readonly Place[],
    lenient: boolean,
  ): ValueProblem | null {
    if (Array.isArray(value) && shape.lists) return this.#rows(field, shape, value, path, places);
    if (isGroup(value) && shape.groups) {
      this.level(shape.row(), [...places, { group: value, path }]);
      return null;
    }
    if (typeof value === 'boolean' && shape.switches) return null;
    if (shape.value && (!shape.switches || typeof value === 'string' || typeof value === 'number')) {
      return valueProblem(shape.value, value, lenient);
    }
    return wrongShape(
      `must be ${sectionWanted(field, shape)}${isScalarText(value) ? `, not a ${typeof value}` : ''}`,
    );
  }

  #rows(
    field: Field,
    shape: SectionShape,
    rows: readonly unknown[],
    path: string,
    places: readonly Place[],
  ): ValueProblem | null {
    if (rows.length > MOST_ROWS) return tooMany(rows.length);
    for (const [index, row] of rows.entries()) {
      if (this.#faults.full) return null;
      const rowPath = `${path}[${index}]`;
      if (isGroup(row)) this.level(shape.row(), [...places, { group: row, path: rowPath }]);
      else {
        const message = `Each row of “${field.label}” must be a group of named values.`;
        this.#faults.add(rowPath, 'wrong-shape', message);
      }
    }
    return null;
  }
}

const pathOf = ({ path }: Place, words: readonly string[]): string =>
  [...(path === '' ? [] : [path]), ...words].join('.');

const wrongShape = (message: string): ValueProblem => ({ code: 'wrong-shape', message });

const tooMany = (count: number): ValueProblem => ({
  code: 'invalid',
  message: `has ${count} rows; ${MOST_ROWS} are the most`,
});

const isScalarText = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

function sectionWanted(field: Field, shape: SectionShape): string {
  if (!shape.switches) return 'a list of rows';
  return field.yesNo ? 'true or false' : 'a list of rows, or true or false';
}
