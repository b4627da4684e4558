import { formatDate, parseDate } from './calendar-date.ts';
import { isBlank, yesNoOf } from './evaluate-condition.ts';
import type { Field } from './field.ts';
import { type Level, planOf, type Shape, type Use, usesAt } from './field-plan.ts';
import { applyFilters, chainInput, type FilterCall, type Printable } from './filters.ts';
import { holds, valueAt } from './level-formula.ts';
import { normaliseBvn } from './nigeria/bvn.ts';
import { normaliseNin } from './nigeria/nin.ts';
import { parsePhone } from './nigeria/phone.ts';
import { normaliseTin } from './nigeria/tin.ts';
import { isGroup, lookUp, type ValueGroup } from './scope.ts';
import type { ValueFault } from './value-faults.ts';
import { normaliseAccountNumber } from './value-formats.ts';
import { chainsOf, isEnforced } from './value-rule.ts';
import { checkAgainst } from './values.ts';

/**
 * The values as the renderer takes them, or every fault of theirs. What may be left out is filled in: a default, or
 * an empty text, list or no. Words are written from their amounts. Where no filter says how to print a value its type
 * does: dates as `20 November 2026`, telephone numbers in groups. The given values are not changed.
 */
export function prepareValues(
  fields: readonly Field[],
  values: unknown,
): { values: ValueGroup } | { faults: ValueFault[] } {
  const plan = planOf(fields);
  const faults = checkAgainst(plan, values);
  if (faults.length > 0 || !isGroup(values)) return { faults };
  const prepared = copied(values);
  fill(plan, prepared, [values]);
  return { values: prepared };
}

function copied(group: ValueGroup): ValueGroup {
  return Object.fromEntries(Object.entries(group).map(([key, value]) => [key, copy(value)]));
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  return isGroup(value) ? copied(value) : value;
}

/** Completes one level in place. `given` are the values as they were given, the outermost level first. */
function fill(level: Level, group: ValueGroup, given: readonly ValueGroup[]): void {
  for (const use of level.uses) {
    if (use.always || holds(use.when, given)) fillUse(level, use, group, given);
  }
  for (const use of level.written) {
    if (isLookedAt(use, given)) write(level, use.field, group, given);
  }
}

function fillUse(level: Level, use: Use, group: ValueGroup, given: readonly ValueGroup[]): void {
  const value = valueAt(group, use.words);
  if (value === undefined) {
    const filler = isLookedAt(use, given) ? fillerOf(level, use) : undefined;
    if (filler !== undefined && isFree(level, use)) put(group, use.words, printedAs(use, filler));
    return;
  }
  if (use.shape.is === 'section') fillRows(use.shape, value, valueAt(given.at(-1), use.words), given);
  if (isBlank(value) && isTyped(use)) put(group, use.words, '');
  else if (isPrintable(value)) put(group, use.words, printedAs(use, value));
}

/** What a section leaves on its own level is filled in only where the section does that. */
const isLookedAt = ({ within, when }: Use, given: readonly ValueGroup[]): boolean =>
  within === null || holds(when, given);

function fillRows(
  shape: Extract<Shape, { is: 'section' }>,
  value: unknown,
  raw: unknown,
  given: readonly ValueGroup[],
): void {
  const rows = Array.isArray(value) ? value : [value];
  const rawRows = Array.isArray(raw) ? raw : [raw];
  for (const [index, row] of rows.entries()) {
    const rawRow: unknown = rawRows[index];
    if (isGroup(row) && isGroup(rawRow)) fill(shape.row(), row, [...given, rawRow]);
  }
}

/** Where nothing but spaces was accepted as no value, because the value may be left out. */
const isTyped = ({ shape }: Use): boolean => shape.is === 'value' && shape.rule.formats[0] !== 'text';

const isPrintable = (value: unknown): value is Printable =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** What stands for a value that may be left out and was; undefined where a level around answers or nothing is printed. */
function fillerOf(level: Level, { field, words, shape, inherited }: Use): unknown {
  if (field.required || inherited || answersParts(level, words)) return undefined;
  if (field.default !== undefined) return field.default;
  if (shape.is === 'list') return [];
  if (shape.is === 'value') return '';
  if (shape.switches) return false;
  return shape.value ? '' : [];
}

/** Whether a level around this one answers parts of a group that is not given here. */
const answersParts = (level: Level, words: readonly string[]): boolean =>
  level.uses.some(
    (use) =>
      use.inherited &&
      use.words.length > words.length &&
      words.every((word, index) => use.words[index] === word),
  );

/** Whether filling a dotted name in does not make a group where a field of the group's own name stands. */
const isFree = (level: Level, { words }: Use): boolean =>
  words.every((_, index) => index === 0 || usesAt(level, words.slice(0, index)).length === 0);

/** Puts a value at a dotted name; groups are made where there are none. */
function put(group: ValueGroup, words: readonly string[], value: unknown): void {
  let owner = group;
  for (const word of words.slice(0, -1)) {
    const next = Object.hasOwn(owner, word) ? owner[word] : undefined;
    const inner = isGroup(next) ? next : {};
    owner[word] = inner;
    owner = inner;
  }
  owner[words.at(-1) ?? ''] = value;
}

/** A value as its type is printed where no filter says how. */
function printedAs({ field, shape }: Use, value: unknown): unknown {
  if (shape.is !== 'value' || !isPrintable(value) || isBlank(value)) return value;
  if (field.comparedAs !== undefined && shape.rule.booleans && field.comparedAs !== 'text') {
    // Conditions show what has letters, so the word “no” must not reach them.
    return typeof value === 'string' ? (yesNoOf(value) ?? value) : value;
  }
  const chains = chainsOf(field);
  const isText =
    chains.length > 0 &&
    chains.every((chain) => chainInput(chain) === 'text' && chain.every((call) => call.name !== 'phone'));
  if (!isText || !isEnforced(field) || field.summed) return value;
  return byType(field, value) ?? value;
}

function byType(field: Field, value: Printable): string | null {
  const text = String(value);
  if (field.type === 'date') {
    const date = parseDate(text);
    return date && formatDate(date, 'long');
  }
  // Other writings of a value could change what a condition makes of it.
  if (field.comparedAs !== undefined) return null;
  switch (field.type) {
    case 'amount-in-words':
      return throughFilters(value, ['words']);
    case 'kobo':
      return throughFilters(value, ['kobo']);
    case 'yes-no':
      return throughFilters(value, ['yesno']);
    case 'phone':
      return parsePhone(text)?.written ?? null;
    case 'email':
      return text.trim();
    case 'nin':
      return normaliseNin(text);
    case 'bvn':
      return normaliseBvn(text);
    case 'tin':
      return normaliseTin(text);
    case 'account-number':
      return normaliseAccountNumber(text);
    default:
      return null;
  }
}

function throughFilters(value: Printable, names: readonly string[]): string | null {
  const calls = names.map((name): FilterCall => ({ name, argument: null, written: name }));
  const printed = applyFilters(value, calls);
  return 'text' in printed ? (printed.text ?? null) : null;
}

/** Writes words from the amount of their level, or hands the amount on where a filter makes the words. */
function write(level: Level, field: Field, group: ValueGroup, given: readonly ValueGroup[]): void {
  const words = (field.writtenFrom ?? '').split('.');
  const [source] = usesAt(level, words);
  const amount = lookUp(given, words).value ?? source?.field.default;
  const isKobo = source?.field.type === 'kobo';
  const wantsNumber = chainsOf(field).some((chain) => chainInput(chain) === 'number');
  put(group, field.name.split('.'), wordsOf(amount, isKobo, wantsNumber));
}

function wordsOf(amount: unknown, isKobo: boolean, wantsNumber: boolean): unknown {
  if (!isPrintable(amount) || isBlank(amount)) return '';
  if (wantsNumber && !isKobo) return amount;
  if (wantsNumber) return nairaOf(amount);
  return throughFilters(amount, isKobo ? ['kobo', 'words'] : ['words']) ?? '';
}

/** Kobo as a text in naira, without a sign or separators. */
function nairaOf(kobo: Printable): string {
  return (throughFilters(kobo, ['kobo', 'number']) ?? '').replaceAll(',', '');
}
