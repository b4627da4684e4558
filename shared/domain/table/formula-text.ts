/**
 * Cells that a spreadsheet would take for formulas (OWASP, “CSV Injection”; ASVS 5.0 V1.2.10): they begin with one of these or a
 * full-width form of it. Programs that trim cells, or take quotation marks off, find one that begins behind them: such cells count too.
 * So do those with apostrophes before such a beginning, so that taking one apostrophe away always gives back what was disarmed.
 */
const LIKE_FORMULA = /^'*[\t\r\n\0]|^['"\s]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/;

const isLikeFormula = (text: string): boolean => LIKE_FORMULA.test(text);

/** A negative number as we and spreadsheets write it; nothing can hide in one. */
const NEGATIVE = /^-(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/;

/** The text with an apostrophe before it where a spreadsheet would run it as a formula. */
export function disarmed(text: string): string {
  return isLikeFormula(text) && !NEGATIVE.test(text) ? `'${text}` : text;
}

/** Undoes {@link disarmed}, so that a table we wrote can be uploaded again. */
export function disarmedBefore(text: string): string {
  return text.startsWith("'") && isLikeFormula(text) ? text.slice(1) : text;
}
