import type { Field } from '../field.ts';
import { hasFormat, type TextFormat } from '../value-formats.ts';
import { ruleOf } from '../value-rule.ts';

/**
 * What spreadsheets and the people who fill them do to values. A cell is only rewritten when it would be refused as it
 * stands and there is one thing it can mean; otherwise the fault gets a piece of advice.
 */

/** What the texts of a column have to be. */
export interface ColumnWants {
  /** Empty where any text will do. */
  formats: readonly TextFormat[];
  /** The only answers; null when there are none prescribed. */
  choices: readonly string[] | null;
}

const NUMBERS: readonly TextFormat[] = ['amount', 'whole', 'kobo', 'whole-naira', 'decimal', 'summand'];
const DIGIT_NAMES: readonly TextFormat[] = ['phone', 'nin', 'bvn', 'account-number', 'tin', 'rc-number'];

/** What one cell of a column for a field has to be. */
export function columnWants(field: Field): ColumnWants {
  if (field.kind === 'section' || field.type === 'list' || field.type === 'group')
    return { formats: [], choices: null };
  const { formats, choices } = ruleOf(field);
  return { formats: formats.filter((format) => format !== 'text'), choices };
}

/** The text as the field checks take it: rewritten when that is harmless, else as it stands. */
export function usualWriting({ formats, choices }: ColumnWants, text: string): string {
  if (choices) return theOneChoice(choices, text) ?? text;
  const fits = (written: string): boolean => formats.every((format) => hasFormat(format, written));
  if (formats.length === 0 || fits(text)) return text;
  return rewritings(formats, text).find((written) => written !== text && fits(written)) ?? text;
}

/** What to say beside the fault of a cell; empty when there is nothing to add. */
export function adviceFor({ formats }: ColumnWants, text: string): string {
  if (/^\d(?:\.\d+)?e\+\d+$/i.test(text) && formats.length > 0)
    return 'The spreadsheet has shortened this number; format the column as Text and enter it again.';
  if (formats.includes('date')) return dateAdvice(text);
  if (formats.some((format) => NUMBERS.includes(format))) return numberAdvice(text);
  if (formats.some((format) => DIGIT_NAMES.includes(format)) && /^\d{5,10}$/.test(text))
    return 'Spreadsheets drop zeros at the beginning; format the column as Text and enter it again.';
  return '';
}

/** The only answer that differs in nothing but case and spaces. */
function theOneChoice(choices: readonly string[], text: string): string | undefined {
  if (choices.includes(text)) return text;
  const folded = (answer: string): string =>
    answer.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();
  const fitting = choices.filter((choice) => folded(choice) === folded(text));
  return fitting.length === 1 ? fitting[0] : undefined;
}

function rewritings(formats: readonly TextFormat[], text: string): string[] {
  // The apostrophe with which spreadsheets mark texts, and with which our own exports disarm formulas.
  const bare = text.replace(/^'/, '').trim();
  if (formats.includes('date')) return [bare, withoutMidnight(bare), dotted(bare)];
  if (formats.some((format) => NUMBERS.includes(format))) return [bare, plainAmount(bare)];
  return [bare];
}

/** `20/11/2026 00:00:00`: a day that a program wrote with a time. */
const withoutMidnight = (text: string): string =>
  text.replace(/ (?:00?|12):00(?::00(?:\.0+)?)?( ?am)?$/i, (time, am) =>
    time.startsWith(' 12') && am === undefined ? time : '',
  );

/** `20.11.2026`, where the day can only come first. */
const dotted = (text: string): string =>
  withoutMidnight(text).replace(/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, '$1/$2/$3');

/** `=N= 1 250 000.00` and `(1,250.00)`, as bookkeepers write money. */
function plainAmount(text: string): string {
  const ungrouped = text.replace(/(?<=\d)[ \u00A0\u2009\u202F](?=\d{3}(?:\D|$))/g, '');
  const unsigned = ungrouped.replace(/^=N= ?/i, 'N').replace(/^(-?)(₦|NGN|N)[\s\u00A0]+/i, '$1$2');
  const loss = /^(?:(₦|NGN|N) ?)?\(\s*((?:₦|NGN|N)? ?[\d,.]+)\s*\)$/i.exec(unsigned);
  return loss ? `-${(loss[2] ?? '').replace(/^(?:₦|NGN|N) ?/i, '')}` : unsigned.replace('\u2212', '-');
}

function dateAdvice(text: string): string {
  if (/^\d{1,2}[/.-]\d{1,2}[/.-]\d{2}$/.test(text)) return 'Write the year with four digits.';
  if (/^\d{1,2}[/-]\d{1,2}[/-]\d{4}$/.test(text)) return 'The day comes first: 20/11/2026.';
  if (/^\d{5}(?:\.\d+)?$/.test(text))
    return 'This may be how a spreadsheet counts days; format the column as a date.';
  return '';
}

function numberAdvice(text: string): string {
  if (/%$/.test(text)) return 'Write the number without the sign of percent.';
  if (/^[^\d]*\d{1,3}(?:\.\d{3})*,\d{1,2}$/.test(text) || /^[^\d]*\d+,\d{1,2}$/.test(text))
    return 'Write a point before the kobo and commas between thousands: 1,250,000.50.';
  return '';
}
