/** A text for people as a PDF writes it: UTF-16 behind a mark, in hexadecimal digits. */
export function textString(text: string): string {
  const bytes = Buffer.from(`\uFEFF${text.toWellFormed()}`, 'utf16le').swap16();
  return `<${bytes.toString('hex').toUpperCase()}>`;
}
