import { addDecimals, type Decimal, parseDecimal } from './decimal.ts';
import { type FilterRule, isList, noArgument, type Step } from './filter-rule.ts';
import { formatPlain } from './number-filters.ts';
import { checkName } from './placeholder-name.ts';
import { PlaceholderRefusal } from './placeholder-refusal.ts';
import { isGroup, lookUp } from './scope.ts';

const ZERO: Decimal = { negative: false, digits: 0n, scale: 0 };

const amountStep = (amount: Decimal): Step => ({ value: { amount, printed: formatPlain(amount) } });

const JOIN: FilterRule = {
  takes: 'list',
  gives: 'text',
  argumentProblem: () => null,
  apply: (value, argument) => {
    if (!isList(value)) return { problem: 'a list of texts' };
    for (const [index, item] of value.entries()) {
      if (typeof item !== 'string' && typeof item !== 'number') {
        return { problem: `a list of texts; item ${index + 1} is no text` };
      }
    }
    return { value: value.join(argument ?? ', ') };
  },
};

const COUNT: FilterRule = {
  takes: 'list',
  gives: 'number',
  argumentProblem: noArgument,
  apply: (value) =>
    isList(value)
      ? amountStep({ negative: false, digits: BigInt(value.length), scale: 0 })
      : { problem: 'a list' },
};

/** A column is named as the placeholders of its rows are. */
function columnProblem(column: string): string | null {
  try {
    checkName(column);
    return null;
  } catch (error) {
    if (error instanceof PlaceholderRefusal) return error.message;
    throw error;
  }
}

const SUM: FilterRule = {
  takes: 'list',
  gives: 'number',
  argumentProblem: (argument) => (argument === null ? null : columnProblem(argument)),
  apply: (value, argument) => {
    if (!isList(value)) return { problem: argument === null ? 'a list of numbers' : 'a list of rows' };
    return argument === null ? addItems(value) : addColumn(value, argument);
  },
};

function addItems(items: readonly unknown[]): Step {
  let total = ZERO;
  for (const [index, item] of items.entries()) {
    const number = parseDecimal(item);
    if (!number) return { problem: `a list of numbers; item ${index + 1} is no number` };
    total = addDecimals(total, number);
  }
  return amountStep(total);
}

function addColumn(rows: readonly unknown[], column: string): Step {
  const wanted = `a list with a number as “${column}” in each row`;
  const words = column.split('.');
  let total = ZERO;
  for (const [index, row] of rows.entries()) {
    const cell = isGroup(row) ? lookUp([row], words).value : undefined;
    if (cell === undefined || (typeof cell === 'string' && cell.trim() === '')) {
      return { problem: `${wanted}; row ${index + 1} has no ${column}` };
    }
    const number = parseDecimal(cell);
    if (!number) return { problem: `${wanted}; the ${column} of row ${index + 1} is no number` };
    total = addDecimals(total, number);
  }
  return amountStep(total);
}

export const LIST_FILTERS = { join: JOIN, count: COUNT, sum: SUM } as const satisfies Record<
  string,
  FilterRule
>;
