import type { NumberKind } from './number-formats.ts';

/** Days from 1 March 1900, the 61st day of a spreadsheet, back to its day 0; before it 1900 wrongly is a leap year. */
const DAY_ZERO_1900 = Date.UTC(1899, 11, 30);
const DAY_ZERO_1904 = Date.UTC(1904, 0, 1);
const DAY_MS = 86_400_000;
/** 29 February 1900, which never was. */
const FALSE_DAY = 60;
/** 31 December 9999 in the count from 1900. */
const LAST_DAY = 2_958_465;

/** Digits that a spreadsheet shows of a number; the rest is what binary fractions leave behind. */
const SHOWN_DIGITS = 15;

/**
 * The text of a number as people expect it: `2026-11-20` for a date, `0123456789` where the format asks for ten digits,
 * else the plain number without separators, currency or percent. Undefined when the spreadsheet cannot show it either.
 *
 * @param written the number as the file has it
 */
export function numberText(written: string, kind: NumberKind, from1904: boolean): string | undefined {
  const trimmed = written.trim();
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(trimmed)) return undefined;
  const value = Number(trimmed);
  if (!Number.isFinite(value)) return undefined;
  switch (kind.is) {
    case 'date':
    case 'date-time':
    case 'time':
      return dateText(value, kind.is, from1904);
    case 'duration':
      return durationText(value);
    case 'digits':
      return Number.isInteger(value) && value >= 0
        ? plainNumber(value).padStart(kind.count, '0')
        : plainNumber(value);
    default:
      return /^-?\d{1,15}$/.test(trimmed) ? String(value) : plainNumber(value);
  }
}

/** Fifteen digits without exponent, as far as anybody could read it. */
function plainNumber(value: number): string {
  const shown = Number(value.toPrecision(SHOWN_DIGITS));
  if (shown === 0) return '0';
  const text = String(shown);
  if (!text.includes('e')) return text;
  const [mantissa = '', exponent = '0'] = text.split('e');
  const shift = Number(exponent);
  if (Math.abs(shift) > 30) return text;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${whole}${fraction}`;
  return `${sign}${whole}${fraction.padEnd(shift, '0')}`;
}

function dateText(value: number, kind: 'date' | 'date-time' | 'time', from1904: boolean): string | undefined {
  // Half a second is more than a fraction of a day gets wrong.
  const seconds = Math.round(value * 86_400);
  const day = Math.floor(seconds / 86_400);
  const time = seconds - day * 86_400;
  if (value < 0 || day > LAST_DAY) return undefined;
  if (kind === 'time' && value < 1) return timeText(time);
  if (!from1904 && (day === FALSE_DAY || day === 0)) return undefined;
  const zero = from1904 ? DAY_ZERO_1904 : day < FALSE_DAY ? DAY_ZERO_1900 + DAY_MS : DAY_ZERO_1900;
  const date = new Date(zero + day * DAY_MS).toISOString().slice(0, 10);
  return kind === 'date' || time === 0 ? date : `${date} ${timeText(time)}`;
}

function timeText(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (seconds % 60 !== 0) parts.push(seconds % 60);
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** Hours, minutes and seconds, the hours not starting anew each day. */
function durationText(value: number): string {
  const seconds = Math.round(Math.abs(value) * 86_400);
  return `${value < 0 ? '-' : ''}${timeText(seconds)}`;
}
