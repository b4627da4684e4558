import { type CalendarDate, parseDate } from './calendar-date.ts';
import type { Comparison, Condition, Operand } from './condition.ts';
import { addDecimals, parseDecimal } from './decimal.ts';
import { applyFilters, type FilterCall } from './filters.ts';
import { isShown } from './scope.ts';
import { clip } from './template-fault.ts';

/** Whether a condition holds, or a sentence why that cannot be said. */
export type Verdict = boolean | { problem: string };

/**
 * Decides a condition. `lookUp` gives the value of a name; undefined and null count as empty.
 *
 * `=` and `!=` compare numbers as numbers, dates as dates, yes and no by any of their words, and everything else as
 * text without regard to case and outer spaces; an empty value equals `no` and the empty text. `<`, `>`, `<=` and
 * `>=` hold for no empty value, and have a problem with anything but two numbers or two dates.
 */
export function evaluate(condition: Condition, lookUp: (name: string) => unknown): Verdict {
  switch (condition.op) {
    case 'and':
    case 'or':
      return evaluateAll(condition.of, condition.op === 'or', lookUp);
    case 'not': {
      const verdict = evaluate(condition.of, lookUp);
      return typeof verdict === 'boolean' ? !verdict : verdict;
    }
    case 'shown':
      return isShown(lookUp(condition.name));
    default:
      return compare(
        condition.op,
        operandValue(condition.left, lookUp),
        operandValue(condition.right, lookUp),
      );
  }
}

/** Stops at the first part that equals `decisive`, so that what stands behind it may be unusable. */
function evaluateAll(
  parts: readonly Condition[],
  decisive: boolean,
  lookUp: (name: string) => unknown,
): Verdict {
  for (const part of parts) {
    const verdict = evaluate(part, lookUp);
    if (verdict !== !decisive) return verdict;
  }
  return !decisive;
}

const operandValue = (operand: Operand, lookUp: (name: string) => unknown): unknown =>
  'name' in operand ? (lookUp(operand.name) ?? '') : operand.literal;

/** Compares two values as `${#if …}` does. */
export function compare(comparison: Comparison, left: unknown, right: unknown): Verdict {
  if (comparison === '=') return isEqual(left, right);
  if (comparison === '!=') return !isEqual(left, right);
  if (isBlank(left) || isBlank(right)) return false;
  const order = orderOf(left, right);
  if (order === null)
    return { problem: `${shown(left)} and ${shown(right)} are not two numbers or two dates.` };
  if (comparison === '>') return order > 0;
  if (comparison === '<') return order < 0;
  return comparison === '>=' ? order >= 0 : order <= 0;
}

function isEqual(left: unknown, right: unknown): boolean {
  if (typeof left === 'boolean' || typeof right === 'boolean') {
    const [one, other] = [yesNoOf(left), yesNoOf(right)];
    return one !== null && one === other;
  }
  const order = orderOf(left, right);
  if (order !== null) return order === 0;
  return isScalar(left) && isScalar(right) && folded(left) === folded(right);
}

/** Negative, zero or positive for two numbers or two dates; null for anything else. */
function orderOf(left: unknown, right: unknown): number | null {
  const [one, other] = [parseDecimal(left), parseDecimal(right)];
  if (one && other) {
    const { negative, digits } = addDecimals(one, { ...other, negative: !other.negative });
    return digits === 0n ? 0 : negative ? -1 : 1;
  }
  const [first, second] = [parseDate(left), parseDate(right)];
  return first && second ? dayNumber(first) - dayNumber(second) : null;
}

/** Grows with the date; not a count of days. */
const dayNumber = ({ year, month, day }: CalendarDate): number => (year * 12 + month) * 31 + day;

const YES_NO: readonly FilterCall[] = [{ name: 'yesno', argument: 'yes/no', written: 'yesno:yes/no' }];

/** True and false by the words the filter `yesno` reads; an empty value is no, anything else neither. */
export function yesNoOf(value: unknown): boolean | null {
  if (isBlank(value)) return false;
  if (!isScalar(value)) return null;
  const printed = applyFilters(value, YES_NO);
  return 'text' in printed ? printed.text === 'yes' : null;
}

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** Whether a value counts as not given where only the content matters. */
export const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

const folded = (value: string | number | boolean): string => String(value).trim().toLowerCase();

const shown = (value: unknown): string =>
  isScalar(value) ? `“${clip(String(value), 40)}”` : Array.isArray(value) ? 'a list' : 'a group';
