/**
 * Telephone numbers as Nigerians write them. Sources: ITU-T E.164 (country codes, at most 15 digits); Nigerian
 * Communications Commission, National Numbering Plan: mobile numbers are 10 digits after the trunk 0 and begin
 * with 70, 80, 81, 90 or 91; fixed lines have an area code of one or two digits and 7 to 8 digits in all, since
 * the renumbering of fixed lines 10 digits that begin with 20.
 */

export interface Phone {
  /** `+2348031234567` */
  e164: string;
  /** The same for people, in any country: `+234 803 123 4567`. */
  written: string;
  /** How it is dialled inside Nigeria: `0803 123 4567`; absent for other countries. */
  national?: string;
}

/** More than any number with its spaces and brackets needs. */
const LONGEST = 40;
const MOBILE = /^(?:70|80|81|90|91)\d{8}$/;
/** No area code looks like the beginning of a mobile number, so a mobile number cut short is none. */
const FIXED = /^(?:(?!70|80|81|90|91)[1-9]\d{6,7}|20\d{8})$/;
/** Lagos, Ibadan and Abuja; all other areas have two digits. */
const SHORT_AREA = /^[129]/;
const NIGERIA = '234';

/** Country codes of one and of two digits (ITU-T E.164 assigned codes); all others have three. */
const SHORT_CODES = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/**
 * Reads a number in any common writing: `08031234567`, `0803 123 4567`, `+234 (0) 803-123-4567`,
 * `2348031234567`, `8031234567`; numbers of other countries need their `+` or `00`. Null for anything else.
 */
export function parsePhone(text: string): Phone | null {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST || !/^\+?[\d\s().\u2010-\u2015-]+$/.test(trimmed)) return null;
  const prefix = /^(?:\+|00)/.exec(trimmed)?.[0];
  const digits = digitsOf(trimmed, prefix);
  if (digits.startsWith(NIGERIA)) return nigerian(digits.slice(NIGERIA.length).replace(/^0/, ''));
  if (prefix !== undefined) return foreign(digits);
  if (digits.startsWith('0')) return nigerian(digits.slice(1));
  return MOBILE.test(digits) ? nigerian(digits) : null;
}

/** Behind a country code, a trunk 0 in brackets is not dialled. */
function digitsOf(written: string, prefix: string | undefined): string {
  if (prefix === undefined) return written.replace(/\D/g, '');
  return written
    .slice(prefix.length)
    .replace(/\( ?0 ?\)/, '')
    .replace(/\D/g, '');
}

/** `significant` is the number without country code and trunk 0. */
function nigerian(significant: string): Phone | null {
  if (!MOBILE.test(significant) && !FIXED.test(significant)) return null;
  const written = groups(significant);
  return { e164: `+${NIGERIA}${significant}`, written: `+${NIGERIA} ${written}`, national: `0${written}` };
}

function groups(significant: string): string {
  if (significant.length === 10) return inThrees(significant);
  const area = SHORT_AREA.test(significant) ? 1 : 2;
  return `${significant.slice(0, area)} ${inThrees(significant.slice(area))}`;
}

function foreign(digits: string): Phone | null {
  if (!/^[1-9]\d{6,14}$/.test(digits)) return null;
  const code = SHORT_CODES.exec(digits)?.[0] ?? digits.slice(0, 3);
  return { e164: `+${digits}`, written: `+${code} ${inThrees(digits.slice(code.length))}` };
}

/** Groups of three, the last one of two to four digits. */
function inThrees(digits: string): string {
  if (digits.length <= 4) return digits;
  return `${digits.slice(0, 3)} ${inThrees(digits.slice(3))}`;
}
