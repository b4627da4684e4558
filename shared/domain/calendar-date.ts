/** A day of the Gregorian calendar, without time or zone. */
interface CalendarDate {
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

/** Reads an ISO 8601 calendar date such as `2026-11-20`; null for anything else, also for 30 February. */
export function parseIsoDate(value: unknown): CalendarDate | null {
  const match = typeof value === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(value.trim()) : null;
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const valid = year >= 1 && month >= 1 && day >= 1 && day <= (lengths[month - 1] ?? 0);
  return valid ? { year, month, day } : null;
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
