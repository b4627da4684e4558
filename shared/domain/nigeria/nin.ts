/**
 * National Identification Numbers. Source: National Identity Management Commission, NIMC Act 2007: 11 digits
 * chosen at random; no check digit is published.
 */

/** More than any number with its spaces needs. */
const LONGEST = 40;

/** The 11 digits of a NIN, spaces and hyphens left out; null for anything else or one digit repeated. */
export function normaliseNin(text: string): string | null {
  if (text.length > LONGEST) return null;
  const digits = text.replace(/[\s-]/g, '');
  return /^(\d)(?!\1{10}$)\d{10}$/.test(digits) ? digits : null;
}
