/** An exact decimal number: `digits / 10 ** scale`, negated when `negative`. */
export interface Decimal {
  negative: boolean;
  digits: bigint;
  scale: number;
}

const PLAIN = /^(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/;
/** The currency as offices write it in front of an amount: `₦1,250,000.50`, `N 500`, `NGN 500`. */
const CURRENCY = /^(-?)(?:₦|NGN|N) ?(?=\d)/i;
const EXPONENT = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/;
/** Longest accepted decimal text; more digits than any amount of money needs. */
const LONGEST = 40;

/**
 * Reads a finite number or a decimal text: `1250000`, `-3.5`, `1,250,000.00` (commas only as thousands
 * separators), with the sign of the naira before it. A number is taken as its shortest decimal form, so 0.1 is exactly 0.1. Null otherwise.
 */
export function parseDecimal(value: unknown): Decimal | null {
  if (typeof value === 'number') return Number.isFinite(value) ? fromNumber(value) : null;
  if (typeof value !== 'string') return null;
  const text = value.trim().replace(CURRENCY, '$1');
  const match = text.length <= LONGEST ? PLAIN.exec(text) : null;
  if (!match) return null;
  const fraction = match[3] ?? '';
  const digits = BigInt((match[2] ?? '').replaceAll(',', '') + fraction);
  return { negative: match[1] === '-' && digits !== 0n, digits, scale: fraction.length };
}

function fromNumber(value: number): Decimal {
  const text = String(value);
  const match = EXPONENT.exec(text);
  if (!match) {
    const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
    const digits = BigInt(whole + fraction);
    return { negative: value < 0 && digits !== 0n, digits, scale: fraction.length };
  }
  const fraction = match[3] ?? '';
  const shift = Number(match[4]) - fraction.length;
  const digits = BigInt((match[2] ?? '') + fraction) * 10n ** BigInt(Math.max(shift, 0));
  return { negative: value < 0, digits, scale: Math.max(-shift, 0) };
}

/** The absolute value in units of `10 ** -places`, rounded half away from zero. */
export function roundedUnits(value: Decimal, places: number): bigint {
  if (value.scale <= places) return value.digits * 10n ** BigInt(places - value.scale);
  const divisor = 10n ** BigInt(value.scale - places);
  return (value.digits + divisor / 2n) / divisor;
}

/** Fixed notation with thousands separators: `formatDecimal(…, 2)` gives `-1,250.50`. Zero has no sign. */
export function formatDecimal(value: Decimal, places: number): string {
  const units = roundedUnits(value, places)
    .toString()
    .padStart(places + 1, '0');
  const whole = units.slice(0, units.length - places).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = places > 0 ? `.${units.slice(-places)}` : '';
  const sign = value.negative && /[1-9]/.test(units) ? '-' : '';
  return `${sign}${whole}${fraction}`;
}

/** The exact sum of two decimals. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const sum = signedUnits(a, scale) + signedUnits(b, scale);
  return { negative: sum < 0n, digits: sum < 0n ? -sum : sum, scale };
}

/** Negative when `a` is the smaller, zero when both are equal, positive otherwise. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const [first, second] = [signedUnits(a, scale), signedUnits(b, scale)];
  return first < second ? -1 : Number(first > second);
}

/** `scale` must not be below the value's own, so that nothing is rounded. */
function signedUnits(value: Decimal, scale: number): bigint {
  const units = value.digits * 10n ** BigInt(scale - value.scale);
  return value.negative ? -units : units;
}

/** Whether nothing but zeros stands behind the decimal point. */
export function isWhole(value: Decimal): boolean {
  return value.digits % 10n ** BigInt(value.scale) === 0n;
}
