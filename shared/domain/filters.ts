import { nairaInWords } from './amount-words.ts';
import { dateFormatProblem, formatDate, parseIsoDate } from './calendar-date.ts';
import { type Decimal, formatDecimal, parseDecimal, roundedUnits } from './decimal.ts';

/** One filter as a placeholder calls it: `date:long` is `{ name: 'date', argument: 'long' }`. */
export interface FilterCall {
  name: string;
  /** Null when nothing was given; quotation marks are already taken off. */
  argument: string | null;
  /** As written in the template, without surrounding spaces. */
  written: string;
}

/** What a filter needs to be given. */
export type FilterInput = 'text' | 'number' | 'date' | 'yes-no';

/** The values a placeholder can print. */
export type Printable = string | number | boolean;

/** A printed text, nothing (the value is missing), or why the value does not suit the filter. */
type Filtered = { text: string | undefined } | { problem: string };

interface FilterRule {
  takes: FilterInput;
  /** Filters that leave the kind of value alone may stand before one that needs a number or a date. */
  keepsKind?: true;
  /** A sentence when the argument is unusable, else null. */
  argumentProblem(argument: string | null): string | null;
  apply(value: Printable, argument: string | null): string | null;
}

/** Amounts and counts must be below this; the words go no further. */
const LARGEST = 10n ** 15n;
const MOST_DECIMALS = 6;

const noArgument = (argument: string | null): string | null =>
  argument === null ? null : 'This filter takes nothing after its name.';

/** A number the filters can print, or null: not a number, or 10^15 and more. */
function filterNumber(value: unknown): Decimal | null {
  const decimal = parseDecimal(value);
  return decimal && roundedUnits(decimal, 2) < LARGEST * 100n ? decimal : null;
}

/** Reads yes or no: a boolean, 1 or 0, or the words yes, no, true, false in any case. Null otherwise. */
function parseYesNo(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  if (/^(yes|true|1)$/i.test(word)) return true;
  return /^(no|false|0)$/i.test(word) ? false : null;
}

function yesNoWords(argument: string | null): [string, string] | null {
  if (argument === null) return ['Yes', 'No'];
  const words = argument.split('/').map((word) => word.trim().replace(/^["“”'‘](.*)["”“'’]$/u, '$1'));
  const [yes, no] = words;
  if (words.length !== 2 || yes === undefined || no === undefined || yes + no === '') return null;
  return [yes, no];
}

function titleCase(text: string): string {
  return text
    .toLowerCase()
    .replace(/(^|[^\p{L}\p{M}\p{N}'’])(\p{L})/gu, (_, before: string, letter: string) => {
      return before + letter.toUpperCase();
    });
}

function ordinal(units: bigint): string {
  const lastTwo = units % 100n;
  const endings = ['th', 'st', 'nd', 'rd'];
  const ending = lastTwo >= 11n && lastTwo <= 13n ? 'th' : (endings[Number(units % 10n)] ?? 'th');
  return `${units}${ending}`;
}

const textRule = (change: (text: string) => string, keepsKind?: true): FilterRule => ({
  takes: 'text',
  ...(keepsKind ? { keepsKind } : {}),
  argumentProblem: noArgument,
  apply: (value) => change(String(value)),
});

const numberRule = (print: (value: Decimal) => string | null): FilterRule => ({
  takes: 'number',
  argumentProblem: noArgument,
  apply: (value) => {
    const decimal = filterNumber(value);
    return decimal && print(decimal);
  },
});

const RULES = new Map<string, FilterRule>([
  ['upper', textRule((text) => text.toUpperCase())],
  ['lower', textRule((text) => text.toLowerCase())],
  ['title', textRule(titleCase)],
  ['trim', textRule((text) => text.trim(), true)],
  [
    'default',
    {
      takes: 'text',
      keepsKind: true,
      argumentProblem: (argument) =>
        argument === null ? 'Say what to print when the value is missing: default:none.' : null,
      apply: (value, argument) => (String(value).trim() === '' ? argument : String(value)),
    },
  ],
  [
    'date',
    {
      takes: 'date',
      argumentProblem: (argument) => (argument === null ? null : dateFormatProblem(argument)),
      apply: (value, argument) => {
        const date = parseIsoDate(value);
        return date && formatDate(date, argument ?? 'long');
      },
    },
  ],
  [
    'number',
    {
      takes: 'number',
      argumentProblem: (argument) =>
        argument === null || (/^\d$/.test(argument) && Number(argument) <= MOST_DECIMALS)
          ? null
          : `Give the number of decimals, 0 to ${MOST_DECIMALS}: number:2.`,
      apply: (value, argument) => {
        const decimal = filterNumber(value);
        const places = argument === null ? Math.min(decimal?.scale ?? 0, MOST_DECIMALS) : Number(argument);
        return decimal && formatDecimal(decimal, places);
      },
    },
  ],
  ['naira', numberRule((value) => formatDecimal(value, 2).replace(/^-?/, '$&₦'))],
  ['words', numberRule(nairaInWords)],
  [
    'ordinal',
    numberRule((value) => {
      const units = roundedUnits(value, 0);
      return value.negative || units * 10n ** BigInt(value.scale) !== value.digits ? null : ordinal(units);
    }),
  ],
  [
    'yesno',
    {
      takes: 'yes-no',
      argumentProblem: (argument) =>
        yesNoWords(argument) ? null : 'Give both words with a slash between them: yesno:Yes/No.',
      apply: (value, argument) => {
        const answer = parseYesNo(value);
        const words = yesNoWords(argument);
        return answer === null || words === null ? null : words[answer ? 0 : 1];
      },
    },
  ],
]);

const WANTED: Record<FilterInput, string> = {
  text: 'text',
  number: 'a number below 1,000,000,000,000,000, such as 1250000.50',
  date: 'a date written like 2026-11-20',
  'yes-no': 'true or false',
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
    if (rule && !rule.keepsKind) return rule.takes;
  }
  return 'text';
}

/** True when the chain prints something even without a value. */
export function hasDefault(calls: readonly FilterCall[]): boolean {
  return calls.some((call) => call.name === 'default');
}

/** A sentence when the filters of a chain cannot follow each other, else null. */
export function filterOrderProblem(calls: readonly FilterCall[]): string | null {
  let changedBy: string | null = null;
  for (const call of calls) {
    const rule = RULES.get(call.name);
    if (!rule || rule.keepsKind) continue;
    if (changedBy !== null && rule.takes !== 'text') {
      return `“${call.name}” needs ${WANTED[rule.takes]}, but “${changedBy}” before it has already made text of the value.`;
    }
    changedBy = call.name;
  }
  for (const [index, call] of calls.entries()) {
    if (call.name !== 'default' || call.argument === null) continue;
    const printed = applyFilters(call.argument, calls.slice(index + 1));
    if ('problem' in printed && call.argument !== '') {
      return `“${call.argument}” after default goes through the next filters, which need ${printed.problem}. Put default last.`;
    }
  }
  return null;
}

/**
 * Prints a value through a chain. A missing value stays missing until a `default`. With a `default` in the
 * chain an empty text counts as missing and passes the other filters as it is. The problem, if any, names what the filter wants: "a date written like 2026-11-20".
 */
export function applyFilters(value: Printable | undefined, calls: readonly FilterCall[]): Filtered {
  let current: Printable | undefined = value;
  for (const call of calls) {
    const rule = RULES.get(call.name);
    if (!rule) return { problem: `a filter that exists instead of “${call.name}”` };
    if (call.name === 'default') current ??= '';
    if (current === undefined) continue;
    if (rule.takes !== 'text' && String(current).trim() === '' && hasDefault(calls)) continue;
    const printed = rule.apply(current, call.argument);
    if (printed === null)
      return { problem: call.name === 'ordinal' ? 'a whole number, 0 or more' : WANTED[rule.takes] };
    current = printed;
  }
  return { text: current === undefined ? undefined : String(current) };
}
