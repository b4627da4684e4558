import { dateFormatProblem, formatDate, parseDate } from './calendar-date.ts';
import { type FilterRule, type Handed, isList, noArgument, type Step, textOf } from './filter-rule.ts';
import { parsePhone } from './nigeria/phone.ts';

/** Reads yes or no: a boolean, 1 or 0, or the words yes, no, true, false in any case. Null otherwise. */
function parseYesNo(value: Handed): boolean | null {
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

/** `change` answers null when the text does not suit. */
function changed(value: Handed, wanted: string, change: (text: string) => string | null): Step {
  const text = textOf(value);
  const result = text === null ? null : change(text);
  return result === null ? { problem: wanted } : { value: result };
}

const textRule = (change: (text: string) => string): FilterRule => ({
  takes: 'text',
  gives: 'text',
  argumentProblem: noArgument,
  apply: (value) => changed(value, 'text', change),
});

const TRIM: FilterRule = {
  takes: 'text',
  gives: 'same',
  argumentProblem: noArgument,
  apply: (value) => ({ value: typeof value === 'string' ? value.trim() : value }),
};

const DEFAULT: FilterRule = {
  takes: 'text',
  gives: 'same',
  argumentProblem: (argument) =>
    argument === null ? 'Say what to print when the value is missing: default:none.' : null,
  apply: (value, argument) => {
    const empty = isList(value) ? value.length === 0 : typeof value === 'string' && value.trim() === '';
    return { value: empty && argument !== null ? argument : value };
  },
};

const DATE: FilterRule = {
  takes: 'date',
  gives: 'text',
  argumentProblem: (argument) => (argument === null ? null : dateFormatProblem(argument)),
  apply: (value, argument) => {
    const date = parseDate(value);
    return date
      ? { value: formatDate(date, argument ?? 'long') }
      : { problem: 'a date written like 2026-11-20 or 20 November 2026' };
  },
};

const PHONE: FilterRule = {
  takes: 'text',
  gives: 'text',
  reads: true,
  argumentProblem: noArgument,
  apply: (value) =>
    changed(
      value,
      'a telephone number such as 0803 123 4567, or +44 20 7946 0958 for another country',
      (text) => parsePhone(text)?.written ?? null,
    ),
};

const YESNO: FilterRule = {
  takes: 'yes-no',
  gives: 'text',
  argumentProblem: (argument) =>
    yesNoWords(argument) ? null : 'Give both words with a slash between them: yesno:Yes/No.',
  apply: (value, argument) => {
    const answer = parseYesNo(value);
    const words = yesNoWords(argument);
    return answer === null || words === null
      ? { problem: 'true or false' }
      : { value: words[answer ? 0 : 1] };
  },
};

export const TEXT_FILTERS = {
  upper: textRule((text) => text.toUpperCase()),
  lower: textRule((text) => text.toLowerCase()),
  title: textRule(titleCase),
  trim: TRIM,
  default: DEFAULT,
  date: DATE,
  phone: PHONE,
  yesno: YESNO,
  rich: textRule((text) => text),
} as const satisfies Record<string, FilterRule>;
