import { compareDecimals, parseDecimal, roundedUnits } from '../domain/decimal.ts';

/**
 * The most that crosses the wire, in kobo: up to fifteen digits a JSON number names a decimal of two places exactly, in
 * either direction.
 */
const most = 999_999_999_999_999n;

/** As providers write amounts: `5000`, `"7500"`, `2462.37`. No sign, no grouping, no currency. */
const plain = /^\d{1,15}(\.\d{1,20})?$/;

/**
 * Kobo of an amount in major units, exactly: undefined for what is no amount, for anything below a kobo, and for more than
 * can be told apart.
 */
export function koboOf(amount: unknown): number | undefined {
  const rounded = roundedKoboOf(amount);
  if (rounded === undefined) return undefined;
  const [value, back] = [parseDecimal(amount), parseDecimal(majorOf(rounded))];
  return value && back && compareDecimals(value, back) === 0 ? rounded : undefined;
}

/** The same to the nearest kobo, for what is only told and never compared, such as fees. */
export function roundedKoboOf(amount: unknown): number | undefined {
  if (typeof amount === 'string' && !plain.test(amount)) return undefined;
  const value = parseDecimal(amount);
  if (!value || value.negative) return undefined;
  const kobo = roundedUnits(value, 2);
  return kobo <= most ? Number(kobo) : undefined;
}

/** The number in major units whose JSON says exactly this many kobo. Throws for what is no amount of kobo. */
export function majorOf(kobo: number): number {
  if (!Number.isSafeInteger(kobo) || kobo < 0 || BigInt(kobo) > most)
    throw new Error(`${kobo} is not an amount of kobo that can be paid`);
  return kobo / 100;
}
