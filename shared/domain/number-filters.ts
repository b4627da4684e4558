import { nairaInWords } from './amount-words.ts';
import { type Decimal, formatDecimal, isWhole, parseDecimal, roundedUnits } from './decimal.ts';
import { type FilterRule, type Handed, isAmount, noArgument, type Step } from './filter-rule.ts';

/** Amounts and counts must be below this; the words go no further. */
const LARGEST = 10n ** 15n;
const MOST_DECIMALS = 6;
const A_NUMBER = 'a number below 1,000,000,000,000,000, such as 1250000.50';

const decimalOf = (value: Handed): Decimal | null => (isAmount(value) ? value.amount : parseDecimal(value));

/** A number the filters can print, or null: not a number, or 10^15 and more. */
function filterNumber(value: Handed): Decimal | null {
  const decimal = decimalOf(value);
  return decimal && roundedUnits(decimal, 2) < LARGEST * 100n ? decimal : null;
}

/** As `${x|number}` prints it: all its decimals, at most six. */
export const formatPlain = (value: Decimal): string =>
  formatDecimal(value, Math.min(value.scale, MOST_DECIMALS));

const formatNaira = (value: Decimal): string => formatDecimal(value, 2).replace(/^-?/, '$&₦');

const numberRule = (print: (value: Decimal) => string): FilterRule => ({
  takes: 'number',
  gives: 'text',
  argumentProblem: noArgument,
  apply: (value) => {
    const decimal = filterNumber(value);
    return decimal ? { value: print(decimal) } : { problem: A_NUMBER };
  },
});

const NUMBER: FilterRule = {
  takes: 'number',
  gives: 'text',
  argumentProblem: (argument) =>
    argument === null || (/^\d$/.test(argument) && Number(argument) <= MOST_DECIMALS)
      ? null
      : `Give the number of decimals, 0 to ${MOST_DECIMALS}: number:2.`,
  apply: (value, argument) => {
    const decimal = filterNumber(value);
    if (!decimal) return { problem: A_NUMBER };
    return { value: argument === null ? formatPlain(decimal) : formatDecimal(decimal, Number(argument)) };
  },
};

/** Takes a whole number of kobo and hands on the amount in naira. */
const KOBO: FilterRule = {
  takes: 'number',
  gives: 'number',
  argumentProblem: noArgument,
  apply: (value): Step => {
    const kobo = decimalOf(value);
    if (!kobo || !isWhole(kobo) || roundedUnits(kobo, 0) >= LARGEST * 100n) {
      return { problem: 'a whole number of kobo below 100,000,000,000,000,000, such as 125050' };
    }
    const amount = { negative: kobo.negative, digits: roundedUnits(kobo, 0), scale: 2 };
    return { value: { amount, printed: formatNaira(amount) } };
  },
};

function ordinalOf(units: bigint): string {
  const lastTwo = units % 100n;
  const endings = ['th', 'st', 'nd', 'rd'];
  const ending = lastTwo >= 11n && lastTwo <= 13n ? 'th' : (endings[Number(units % 10n)] ?? 'th');
  return `${units}${ending}`;
}

const ORDINAL: FilterRule = {
  takes: 'number',
  gives: 'text',
  argumentProblem: noArgument,
  apply: (value) => {
    const decimal = filterNumber(value);
    if (!decimal) return { problem: A_NUMBER };
    if (decimal.negative || !isWhole(decimal)) return { problem: 'a whole number, 0 or more' };
    return { value: ordinalOf(roundedUnits(decimal, 0)) };
  },
};

export const NUMBER_FILTERS = {
  number: NUMBER,
  naira: numberRule(formatNaira),
  kobo: KOBO,
  words: numberRule(nairaInWords),
  ordinal: ORDINAL,
} as const satisfies Record<string, FilterRule>;
