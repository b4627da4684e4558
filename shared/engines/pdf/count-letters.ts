/** How often each letter and digit stands in a text, by code point. */
export type LetterCounts = Map<number, number>;

const letterOrDigit = /[\p{L}\p{N}]/u;

/**
 * Counts letters and digits without case, marks and ligatures, so that neither the order in which a PDF draws them
 * nor how it composes them matters.
 */
export function countLetters(text: string, counts: LetterCounts = new Map()): LetterCounts {
  const plain = new Uint32Array(128);
  let rest = '';
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 128) plain[code] = (plain[code] ?? 0) + 1;
    else rest += text.charAt(index);
  }
  for (const [code, times] of plain.entries()) {
    if (times > 0) addIfLetter(counts, String.fromCharCode(code).toLowerCase(), times);
  }
  // Through capitals, because small capitals show ς as Σ and ß as ẞ or SS.
  const folded = rest.normalize('NFKD').toLowerCase().toUpperCase();
  for (const letter of folded) addIfLetter(counts, letter.toLowerCase(), 1);
  return counts;
}

function addIfLetter(counts: LetterCounts, letter: string, times: number): void {
  if (!letterOrDigit.test(letter)) return;
  const code = letter.codePointAt(0) ?? 0;
  counts.set(code, (counts.get(code) ?? 0) + times);
}

export function totalOf(counts: LetterCounts): number {
  let sum = 0;
  for (const times of counts.values()) sum += times;
  return sum;
}

/** How many letters of `wanted` are not in `found`. */
export function missingFrom(wanted: LetterCounts, found: LetterCounts): number {
  let sum = 0;
  for (const [code, times] of wanted) sum += Math.max(0, times - (found.get(code) ?? 0));
  return sum;
}
