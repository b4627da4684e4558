import {
  type FilterInput,
  type FilterRule,
  type Handed,
  isList,
  type Printable,
  textOf,
} from './filter-rule.ts';
import { LIST_FILTERS } from './list-filters.ts';
import { NUMBER_FILTERS } from './number-filters.ts';
import { TEXT_FILTERS } from './text-filters.ts';

export type { FilterInput, Printable } from './filter-rule.ts';

/** One filter as a placeholder calls it: `date:long` is `{ name: 'date', argument: 'long' }`. */
export interface FilterCall {
  name: string;
  /** Null when nothing was given; quotation marks are already taken off. */
  argument: string | null;
  /** As written in the template, without surrounding spaces. */
  written: string;
}

/** A printed text, nothing (the value is missing), or why the value does not suit the filter. */
type Filtered = { text: string | undefined } | { problem: string };

/** What a list given to a chain has to hold: rows with named columns, plain texts or numbers, or anything. */
export type ListItems = 'rows' | 'texts' | 'numbers' | 'anything';

const RULES: ReadonlyMap<string, FilterRule> = new Map<string, FilterRule>([
  ['upper', TEXT_FILTERS.upper],
  ['lower', TEXT_FILTERS.lower],
  ['title', TEXT_FILTERS.title],
  ['trim', TEXT_FILTERS.trim],
  ['default', TEXT_FILTERS.default],
  ['date', TEXT_FILTERS.date],
  ['number', NUMBER_FILTERS.number],
  ['naira', NUMBER_FILTERS.naira],
  ['kobo', NUMBER_FILTERS.kobo],
  ['words', NUMBER_FILTERS.words],
  ['ordinal', NUMBER_FILTERS.ordinal],
  ['phone', TEXT_FILTERS.phone],
  ['join', LIST_FILTERS.join],
  ['yesno', TEXT_FILTERS.yesno],
  ['rich', TEXT_FILTERS.rich],
  ['count', LIST_FILTERS.count],
  ['sum', LIST_FILTERS.sum],
]);

/** What a filter needs, for a person who put filters in the wrong order. */
const NEEDS: Record<FilterInput, string> = {
  text: 'the value as it was given',
  number: 'a number',
  date: 'a date',
  'yes-no': 'true or false',
  list: 'a list',
};

/** The names of all filters, in the order the documentation lists them. */
export const FILTER_NAMES: readonly string[] = [...RULES.keys()];

/** A sentence when a call's argument is unusable, else null. Unknown filters have no argument problem. */
export function filterArgumentProblem(call: FilterCall): string | null {
  return RULES.get(call.name)?.argumentProblem(call.argument) ?? null;
}

/** What a chain needs as its value; `text` when it prints anything. */
export function chainInput(calls: readonly FilterCall[]): FilterInput {
  for (const call of calls) {
    const rule = RULES.get(call.name);
    if (rule && rule.gives !== 'same') return rule.takes;
  }
  return 'text';
}

/** True when the chain prints something even without a value. */
export function hasDefault(calls: readonly FilterCall[]): boolean {
  return calls.some((call) => call.name === 'default');
}

/** True when the printed text is Markdown to be shown as rich text. */
export function isRich(calls: readonly FilterCall[]): boolean {
  return calls.at(-1)?.name === 'rich';
}

/** The columns, dotted names, that the rows of a list need for a chain: `['price']` of `sum:price`. */
export function listColumns(calls: readonly FilterCall[]): string[] {
  return calls.flatMap((call) => (call.name === 'sum' && call.argument !== null ? [call.argument] : []));
}

/** What the list for a chain has to hold; null when the chain takes no list. */
export function listItems(calls: readonly FilterCall[]): ListItems | null {
  if (chainInput(calls) !== 'list') return null;
  if (calls.some((call) => call.name === 'join')) return 'texts';
  if (calls.some((call) => call.name === 'count')) return 'anything';
  return listColumns(calls).length > 0 ? 'rows' : 'numbers';
}

/** A sentence when the filters of a chain cannot follow each other, else null. */
export function filterOrderProblem(calls: readonly FilterCall[]): string | null {
  return sequenceProblem(calls) ?? placeProblem(calls) ?? defaultProblem(calls);
}

function sequenceProblem(calls: readonly FilterCall[]): string | null {
  let before: { name: string; gives: 'text' | 'number' } | null = null;
  for (const { name } of calls) {
    const rule = RULES.get(name);
    if (!rule || rule.gives === 'same') continue;
    const suits: boolean =
      before === null ||
      (before.gives === 'number' && rule.takes === 'number') ||
      (rule.takes === 'text' && !rule.reads);
    if (before !== null && !suits) {
      return `“${name}” needs ${NEEDS[rule.takes]}, but “${before.name}” before it has already made ${before.gives === 'text' ? 'text' : 'a number'} of the value.`;
    }
    before = { name, gives: rule.gives };
  }
  return null;
}

/** Filters that may stand in one place of a chain only. */
function placeProblem(calls: readonly FilterCall[]): string | null {
  if (calls.slice(0, -1).some((call) => call.name === 'rich'))
    return 'Put “rich” last; nothing can follow it.';
  const kobo = calls.filter((call) => call.name === 'kobo');
  return kobo.length > 1 ? '“kobo” may stand once; it has already made naira of the value.' : null;
}

function defaultProblem(calls: readonly FilterCall[]): string | null {
  for (const [index, call] of calls.entries()) {
    if (call.name !== 'default' || call.argument === null || call.argument === '') continue;
    const printed = applyFilters(call.argument, calls.slice(index + 1));
    if ('problem' in printed) {
      return `“${call.argument}” after default goes through the next filters, which need ${printed.problem}. Put default last.`;
    }
  }
  return null;
}

/**
 * Prints a value through a chain. A missing value stays missing until a `default`. With a `default` in the chain an
 * empty text or list counts as missing, and an empty text passes the other filters as it is. The problem, if any,
 * names what the chain wants: "a date written like 2026-11-20".
 */
export function applyFilters(
  value: Printable | readonly unknown[] | undefined,
  calls: readonly FilterCall[],
): Filtered {
  let current: Handed | undefined = value;
  const replaceable = hasDefault(calls);
  for (const call of calls) {
    const rule = RULES.get(call.name);
    if (!rule) return { problem: `a filter that exists instead of “${call.name}”` };
    if (call.name === 'default') current ??= '';
    if (current === undefined || (replaceable && isUnreadable(current, rule))) continue;
    const step = rule.apply(current, call.argument);
    if ('problem' in step) {
      return { problem: isTotal(value, current) ? `a list that comes to ${step.problem}` : step.problem };
    }
    current = step.value;
  }
  if (current === undefined) return { text: undefined };
  const text = textOf(current);
  return text === null ? { problem: 'a text or a number, not a list' } : { text };
}

/** An empty text before a filter that would refuse it. */
function isUnreadable(value: Handed, rule: FilterRule): boolean {
  if (rule.takes === 'text' && !rule.reads) return false;
  return typeof value === 'string' && value.trim() === '';
}

/** Whether a filter of lists has already made one value of the list. */
function isTotal(given: Handed | undefined, current: Handed): boolean {
  return given !== undefined && isList(given) && !isList(current);
}
