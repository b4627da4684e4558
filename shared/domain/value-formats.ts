import { parseDate } from './calendar-date.ts';
import type { Comparison } from './condition.ts';
import { type Decimal, isWhole, parseDecimal, roundedUnits } from './decimal.ts';
import { isEmail } from './email.ts';
import { compare, yesNoOf } from './evaluate-condition.ts';
import { isLinkAddress } from './link-address.ts';
import { isAccountNumber } from './nigeria/account-number.ts';
import { normaliseBvn } from './nigeria/bvn.ts';
import { findLga } from './nigeria/lgas.ts';
import { normaliseNin } from './nigeria/nin.ts';
import { parsePhone } from './nigeria/phone.ts';
import { normaliseRcNumber } from './nigeria/rc-number.ts';
import { normaliseState } from './nigeria/states.ts';
import { normaliseTin } from './nigeria/tin.ts';
import { unstorableReason } from './storable-text.ts';

/** Longest text of one value, in UTF-16 units. */
export const LONGEST_TEXT = 100_000;

/**
 * The name by which a document asks for a picture: an asset, or a file beside the values on the command line. Never
 * an address or a path.
 */
export const PICTURE_REFERENCE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Amounts must be below this; the filters that print them go no further. */
export const LARGEST_AMOUNT = 1e15;
/** Below this even the sum of the most rows of a list is an amount. */
export const LARGEST_SUMMAND = 1e12;
/** The same amounts in kobo. */
export const LARGEST_KOBO = 1e17;

/** What a text has to be to fit a field. */
export type TextFormat =
  | 'text'
  | 'picture'
  | 'amount'
  | 'whole'
  | 'kobo'
  | 'whole-naira'
  | 'decimal'
  | 'summand'
  | 'date'
  | 'yes-no'
  | 'email'
  | 'phone'
  | 'state'
  | 'lga'
  | 'link'
  | 'rc-number'
  | 'tin'
  | 'nin'
  | 'bvn'
  | 'account-number';

/** The digits of an account number that may be written in groups; null for anything else. */
export function normaliseAccountNumber(text: string): string | null {
  const digits = text.length > 40 ? '' : text.replace(/[\s-]/g, '');
  return isAccountNumber(digits) ? digits : null;
}

const decimalText =
  (suits: (value: Decimal) => boolean) =>
  (text: string): boolean => {
    const decimal = parseDecimal(text);
    return decimal !== null && suits(decimal);
  };

const isBelow = (limit: number) => {
  const units = BigInt(limit) * 100n;
  return (value: Decimal): boolean => roundedUnits(value, 2) < units;
};
const isAmount = isBelow(LARGEST_AMOUNT);
const isKobo = (value: Decimal): boolean => isWhole(value) && isBelow(LARGEST_KOBO)(value);

interface Format {
  /** Completes “must be …”. */
  wanted: string;
  check(text: string): boolean;
}

const FORMATS: Record<TextFormat, Format> = {
  text: { wanted: 'a text that Word can store', check: (text) => textProblem(text) === null },
  picture: {
    wanted: 'the name of a picture that was uploaded, such as ast_sample, not an address or path',
    check: (text) => PICTURE_REFERENCE.test(text),
  },
  amount: {
    wanted: 'a number below 1,000,000,000,000,000, such as 1250000.50',
    check: decimalText(isAmount),
  },
  whole: {
    wanted: 'a whole number, 0 or more',
    check: decimalText((value) => isAmount(value) && isWhole(value) && !value.negative),
  },
  kobo: {
    wanted: 'a whole number of kobo below 100,000,000,000,000,000, such as 125050',
    check: decimalText(isKobo),
  },
  'whole-naira': {
    wanted: 'a number of kobo that makes whole naira, such as 12500',
    check: decimalText((value) => isKobo(value) && !value.negative && roundedUnits(value, 0) % 100n === 0n),
  },
  decimal: { wanted: 'a number, such as 1250000.50', check: decimalText(() => true) },
  summand: {
    wanted: 'a number below 1,000,000,000,000, so that it can be added up',
    check: decimalText(isBelow(LARGEST_SUMMAND)),
  },
  date: {
    wanted: 'a date written like 2026-11-20 or 20 November 2026',
    check: (text) => parseDate(text) !== null,
  },
  'yes-no': {
    wanted: 'true or false, or yes or no',
    check: (text) => text.trim() !== '' && yesNoOf(text) !== null,
  },
  email: {
    wanted: 'an e-mail address, such as ada.obi@example.com',
    check: (text) => isEmail(text.trim()),
  },
  phone: {
    wanted: 'a telephone number such as 0803 123 4567, or +44 20 7946 0958 for another country',
    check: (text) => parsePhone(text) !== null,
  },
  state: {
    wanted: 'a state of Nigeria, such as Lagos or Akwa Ibom',
    check: (text) => normaliseState(text) !== null,
  },
  lga: {
    wanted: 'a local government area of Nigeria, such as Ikeja',
    check: (text) => findLga(text) !== null,
  },
  link: {
    wanted: 'the address of a link that starts with https:, http:, mailto: or tel:',
    check: isLinkAddress,
  },
  'rc-number': {
    wanted: 'a registration number of the Corporate Affairs Commission, such as RC 123456',
    check: (text) => normaliseRcNumber(text) !== null,
  },
  tin: {
    wanted: 'a tax identification number, such as 12345678-0001 or 1234567890',
    // Since January 2026 a person's NIN and a company's RC number serve as tax id (statement of the revenue service,
    // December 2025); ids of 13 digits are on the way.
    check: (text) =>
      normaliseTin(text) !== null ||
      normaliseNin(text) !== null ||
      (/^\s*[a-z]/i.test(text) && normaliseRcNumber(text) !== null) ||
      /^\d{13}$/.test(text.trim()),
  },
  nin: { wanted: 'an 11-digit NIN', check: (text) => normaliseNin(text) !== null },
  bvn: { wanted: 'an 11-digit BVN, which begins with 22', check: (text) => normaliseBvn(text) !== null },
  'account-number': {
    wanted: 'a 10-digit account number (NUBAN)',
    check: (text) => normaliseAccountNumber(text) !== null,
  },
};

/** Completes “must be …”. */
export const wantedFormat = (format: TextFormat): string => FORMATS[format].wanted;

/** Whether a text is of a format. Takes time linear in the text. */
export const hasFormat = (format: TextFormat, text: string): boolean => FORMATS[format].check(text);

/** Why a text cannot be a value at all, as the end of a sentence; null when it can. */
export function textProblem(text: string): string | null {
  return text.length > LONGEST_TEXT ? `is longer than ${LONGEST_TEXT} characters` : unstorableReason(text);
}

const PREFIX = 'mytypist-';
const OR_BLANK = '-or-blank';
const COMPARES = 'compares:';

/** The format of a JSON Schema for texts of a format; `blank` also allows nothing but spaces. */
export const formatName = (format: TextFormat, blank: boolean): string =>
  `${PREFIX}${format}${blank ? OR_BLANK : ''}`;

/** The format of a JSON Schema for texts that a condition compares with a fixed value. */
export const comparisonFormatName = (comparison: Comparison, literal: string | number): string =>
  `${PREFIX}${COMPARES}${comparison}:${literal}`;

const isFormat = (name: string): name is TextFormat => Object.hasOwn(FORMATS, name);

const COMPARISONS: readonly Comparison[] = ['=', '!=', '>', '<', '>=', '<='];

/**
 * The check behind a format of our schemas, for a validator to register under this name; undefined for any other
 * name.
 */
export function formatCheck(name: string): ((text: string) => boolean) | undefined {
  if (!name.startsWith(PREFIX)) return undefined;
  const rest = name.slice(PREFIX.length);
  if (rest.startsWith(COMPARES)) {
    const [, written, literal = ''] = /^([^:]*):([\s\S]*)$/.exec(rest.slice(COMPARES.length)) ?? [];
    const comparison = COMPARISONS.find((each) => each === written);
    return comparison && ((text) => compare(comparison, text, literal) === true);
  }
  const blank = rest.endsWith(OR_BLANK);
  const format = blank ? rest.slice(0, -OR_BLANK.length) : rest;
  if (!isFormat(format)) return undefined;
  return (text) => textProblem(text) === null && ((blank && text.trim() === '') || hasFormat(format, text));
}
