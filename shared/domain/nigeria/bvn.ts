/**
 * Bank Verification Numbers. Source: Central Bank of Nigeria and NIBSS, framework for BVN operations: 11 digits;
 * all that were issued begin with 22.
 */

/** More than any number with its spaces needs. */
const LONGEST = 40;

/** The 11 digits of a BVN, spaces and hyphens left out; null for anything else. */
export function normaliseBvn(text: string): string | null {
  if (text.length > LONGEST) return null;
  const digits = text.replace(/[\s-]/g, '');
  return /^22\d{9}$/.test(digits) ? digits : null;
}
