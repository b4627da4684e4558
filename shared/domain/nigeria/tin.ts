/**
 * Tax identification numbers. Sources: Federal Inland Revenue Service, 12 digits written `12345678-0001` (the last
 * four name the branch); Joint Tax Board, 10 digits.
 */

/** More than any number with its spaces needs. */
const LONGEST = 40;

/**
 * `12345678-0001` or `1234567890`, also when written with spaces or without the hyphen. Null for anything else.
 */
export function normaliseTin(text: string): string | null {
  if (text.length > LONGEST) return null;
  const match = /^(\d{8})[-\u2010-\u2013]?(\d{4})$|^(\d{10})$/.exec(text.replace(/\s/g, ''));
  const tin = match?.[3] ?? (match ? `${match[1]}-${match[2]}` : '');
  return /[1-9]/.test(tin) ? tin : null;
}
