/**
 * Registration numbers of the Corporate Affairs Commission (Companies and Allied Matters Act 2020): RC for
 * companies, BN for business names, IT for incorporated trustees, LP and LLP for partnerships.
 */

/** More than any number with its prefix and spaces needs. */
const LONGEST = 40;
const WRITTEN = /^(?:(rc|bn|it|lp|llp) ?(?:(?:no|number)\b\.?)? ?[:#/-]? ?)?(\d{1,8})$/i;

/**
 * `RC123456` for `RC 123456`, `rc-123456`, `RC No. 123456` or `R.C. 123456`; digits alone are taken as a company's. Null for
 * anything else.
 */
export function normaliseRcNumber(text: string): string | null {
  if (text.length > LONGEST) return null;
  const plain = text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/^(\p{L})\.(\p{L})\.?(?:(p)\.)?/iu, '$1$2$3');
  const match = WRITTEN.exec(plain);
  const digits = match?.[2] ?? '';
  return /[1-9]/.test(digits) ? `${(match?.[1] ?? 'RC').toUpperCase()}${digits}` : null;
}
