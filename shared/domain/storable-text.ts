/** Characters XML 1.0 cannot hold (production 2, Char); tab, line feed and carriage return are allowed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to find
const UNSTORABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

/**
 * Why Word cannot store a text, as the end of a sentence, or null when it can. Half of a surrogate pair
 * has no UTF-8 form, so it is refused as well.
 */
export function unstorableReason(text: string): string | null {
  const found = UNSTORABLE.exec(text);
  if (found) {
    const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return `contains the control character U+${code}, which Word cannot store`;
  }
  return text.isWellFormed() ? null : 'contains half of a character pair, which Word cannot store';
}
