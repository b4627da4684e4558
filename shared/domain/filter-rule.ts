import type { Decimal } from './decimal.ts';

/** What a filter needs to be given. */
export type FilterInput = 'text' | 'number' | 'date' | 'yes-no' | 'list';

/** The values a placeholder can print. */
export type Printable = string | number | boolean;

/** A number one filter hands on to the next, exact, and how it is printed when nothing more follows. */
export interface Amount {
  amount: Decimal;
  printed: string;
}

/** What stands between two filters. */
export type Handed = Printable | Amount | readonly unknown[];

/** What a filter makes of a value, or what it would have to be given: "a whole number of kobo". */
export type Step = { value: Handed } | { problem: string };

export interface FilterRule {
  takes: FilterInput;
  /**
   * `text`: nothing that needs a number, a date or a list can follow. `number`: filters of numbers may follow.
   * `same`: leaves the kind of value alone, so it may stand before any filter.
   */
  gives: 'text' | 'number' | 'same';
  /** It refuses values, so it needs them as they were given, not as another filter wrote them. */
  reads?: true;
  /** A sentence when the argument is unusable, else null. */
  argumentProblem(argument: string | null): string | null;
  apply(value: Handed, argument: string | null): Step;
}

export const isAmount = (value: Handed): value is Amount => typeof value === 'object' && 'amount' in value;

export const isList = (value: Handed): value is readonly unknown[] => Array.isArray(value);

/** A value as text; lists have none. */
export function textOf(value: Handed): string | null {
  if (isList(value)) return null;
  return isAmount(value) ? value.printed : String(value);
}

export const noArgument = (argument: string | null): string | null =>
  argument === null ? null : 'This filter takes nothing after its name.';
