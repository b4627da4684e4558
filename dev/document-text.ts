import PizZip from 'pizzip';

/** All text of a Word file's body, headers and footers, read by another library than the one that wrote it. */
export function documentText(bytes: Buffer): string {
  const zip = new PizZip(bytes);
  return Object.keys(zip.files)
    .filter((name) => /^word\/(document|header\d*|footer\d*)\.xml$/.test(name))
    .map((name) => zip.file(name)?.asText() ?? '')
    .join('\n')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

/** Texts among the values that the document does not show: plain ones, which no filter changes. */
export function missingTexts(
  bytes: Buffer,
  values: Record<string, unknown>,
  names: readonly string[],
): string[] {
  const text = documentText(bytes);
  return names.filter((name) => !text.includes(String(values[name])));
}
