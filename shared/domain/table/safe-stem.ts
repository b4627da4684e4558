/** UTF-8 bytes of a name without its ending; file systems take 255, and a number and an ending have to fit too. */
const LONGEST_STEM = 200;

/** Characters that some system does not allow in names, or that turn the text around. */
const FORBIDDEN = /[/\\:*?"<>|]+/g;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Names of devices on Windows, with any ending: learn.microsoft.com, “Naming Files, Paths, and Namespaces”. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;

/** A name that every system takes, without ending, whatever the text is. */
export function safeStem(text: string): string {
  const plain = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(INVISIBLE, '')
    .replace(FORBIDDEN, '-')
    .trim()
    .replace(/^[. -]+/, '')
    .replace(/\.(?:docx|pdf)$/i, '');
  const stem = trimEnd(cutToBytes(plain, LONGEST_STEM));
  if (stem === '') return 'document';
  return DEVICE.test(stem) ? `_${stem}` : stem;
}

/** Characters as people see them; slow to make. */
const CHARACTERS = new Intl.Segmenter();

/** Windows drops dots and spaces at the end of a name. A loop, because a pattern would take quadratic time. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '.' || text[end - 1] === ' ')) end--;
  return text.slice(0, end);
}

/** Bytes of a text in UTF-8. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Cuts between whole characters as people see them, so that no accent or emoji falls apart. */
function cutToBytes(text: string, limit: number): string {
  if (utf8Length(text) <= limit) return text;
  let kept = '';
  let bytes = 0;
  // No character of a file name needs more; the rest of a long text is not even looked at.
  for (const { segment } of CHARACTERS.segment(text.slice(0, limit))) {
    bytes += utf8Length(segment);
    if (bytes > limit) break;
    kept += segment;
  }
  return kept;
}
