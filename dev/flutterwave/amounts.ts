import { parseDecimal, roundedUnits } from '../../shared/domain/decimal.ts';

/** Hundredths of what was sent: a number or a text of one, with at most two decimals. Undefined for anything else. */
export function hundredthsOf(amount: unknown): number | undefined {
  if (typeof amount === 'string' && !/^\d{1,13}(\.\d+)?$/.test(amount)) return undefined;
  const value = parseDecimal(amount);
  if (!value || value.negative) return undefined;
  const units = roundedUnits(value, 2);
  const exact = roundedUnits(value, value.scale) * 100n === units * 10n ** BigInt(value.scale);
  return exact && units <= 999_999_999_999_999n ? Number(units) : undefined;
}

/** The number that the provider writes into its JSON. */
export const majorOf = (hundredths: number): number => hundredths / 100;

/** For people: `NGN 2,500.00`. */
export const shownAmount = (hundredths: number, currency: string): string =>
  `${currency} ${majorOf(hundredths).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
