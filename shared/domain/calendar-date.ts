/** A day of the Gregorian calendar, without time or zone. */
export interface CalendarDate {
  year: number;
  month: number;
  day: number;
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

const NAMED_FORMATS = new Map([
  ['long', 'd MMMM yyyy'],
  ['short', 'dd/MM/yyyy'],
  ['iso', 'yyyy-MM-dd'],
]);

const TOKENS = new Map<string, (date: CalendarDate) => string>([
  ['d', (date) => String(date.day)],
  ['dd', (date) => String(date.day).padStart(2, '0')],
  ['M', (date) => String(date.month)],
  ['MM', (date) => String(date.month).padStart(2, '0')],
  ['MMM', (date) => (MONTHS[date.month - 1] ?? '').slice(0, 3)],
  ['MMMM', (date) => MONTHS[date.month - 1] ?? ''],
  ['yy', (date) => String(date.year % 100).padStart(2, '0')],
  ['yyyy', (date) => String(date.year).padStart(4, '0')],
]);

const PIECES = /d+|M+|y+|[^dMy]/gu;
const LONGEST_FORMAT = 40;

/** Longest text that is read as a date. */
const LONGEST_DATE = 40;

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
/** The part of an ISO 8601 timestamp behind the date. */
const ISO_TIME = /[Tt ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})?$/;
const DAY_FIRST = /^(\d{1,2})([/-])(\d{1,2})\2(\d{4})$/;
const DAY_MONTH_NAME = /^(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]([a-z]{3,9})\.?,?[ -](\d{4})$/i;
const MONTH_NAME_DAY = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i;

function calendarDate(year: number, month: number, day: number): CalendarDate | null {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const valid = year >= 1 && month >= 1 && day >= 1 && day <= (lengths[month - 1] ?? 0);
  return valid ? { year, month, day } : null;
}

/** Reads an ISO 8601 calendar date such as `2026-11-20`; null for anything else, also for 30 February. */
export function parseIsoDate(value: unknown): CalendarDate | null {
  const match = typeof value === 'string' ? ISO_DATE.exec(value.trim()) : null;
  return match && calendarDate(Number(match[1]), Number(match[2]), Number(match[3]));
}

/**
 * Reads a date as people and programs write it: `2026-11-20`, `2026-11-20T10:00:00Z` (the date as written, whatever
 * the zone), `20/11/2026` and `20-11-2026` (the day first, as Nigerians write), `20 November 2026`,
 * `20th Nov, 2026`, `November 20, 2026`. Month names are English. Null for anything else, also for 30 February.
 */
export function parseDate(value: unknown): CalendarDate | null {
  if (typeof value !== 'string' || value.length > LONGEST_DATE) return null;
  const text = value.trim().replace(/\s+/g, ' ');
  return parseIsoDate(text.replace(ISO_TIME, '')) ?? parseDayFirst(text) ?? parseNamedMonth(text);
}

function parseDayFirst(text: string): CalendarDate | null {
  const match = DAY_FIRST.exec(text);
  return match && calendarDate(Number(match[4]), Number(match[3]), Number(match[1]));
}

function parseNamedMonth(text: string): CalendarDate | null {
  const dayFirst = DAY_MONTH_NAME.exec(text);
  if (dayFirst) return calendarDate(Number(dayFirst[3]), monthOf(dayFirst[2] ?? ''), Number(dayFirst[1]));
  const monthFirst = MONTH_NAME_DAY.exec(text);
  return (
    monthFirst && calendarDate(Number(monthFirst[3]), monthOf(monthFirst[1] ?? ''), Number(monthFirst[2]))
  );
}

/** The number of a month by its English name, its first three letters or `Sept`; 0 for anything else. */
function monthOf(name: string): number {
  const wanted = name.toLowerCase();
  const index = MONTHS.findIndex((month) => {
    const full = month.toLowerCase();
    return wanted === full || wanted === full.slice(0, 3) || (wanted === 'sept' && full === 'september');
  });
  return index + 1;
}

/** What is wrong with a date format, as a sentence, or null when it can be used. */
export function dateFormatProblem(format: string): string | null {
  const known = 'Use long, short, iso, or a pattern of d, dd, M, MM, MMM, MMMM, yy and yyyy.';
  if (NAMED_FORMATS.has(format)) return null;
  if (format.length > LONGEST_FORMAT) return `The date format is longer than ${LONGEST_FORMAT} characters.`;
  let tokens = 0;
  for (const piece of format.match(PIECES) ?? []) {
    if (TOKENS.has(piece)) tokens++;
    else if (/[\p{L}\p{N}]/u.test(piece)) return `The date format does not know “${piece}”. ${known}`;
  }
  return tokens > 0 ? null : `The date format shows no part of the date. ${known}`;
}

/** Writes a date with a format that `dateFormatProblem` accepts; month names are English. */
export function formatDate(date: CalendarDate, format: string): string {
  const pattern = NAMED_FORMATS.get(format) ?? format;
  return pattern.replace(PIECES, (piece) => TOKENS.get(piece)?.(date) ?? piece);
}
