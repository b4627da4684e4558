/** How a CSV file is laid out. */
export interface CsvLayout {
  /** The character between two cells. */
  delimiter: string;
  /** Whether the first line only names the delimiter. */
  skipsFirstLine: boolean;
}

const DELIMITERS = [',', ';', '\t', '|'];

/** Excel's own first line that names the character between two cells. */
const SEPARATOR_LINE = /^"?sep=(.)"?\r?\n/i;

/** Finds the layout by the start of a file: what the first line with text holds most often outside quotation marks. */
export function csvLayout(text: string): CsvLayout {
  const named = SEPARATOR_LINE.exec(text)?.[1];
  if (named !== undefined) return { delimiter: named, skipsFirstLine: true };
  const counts = countOutsideQuotes(text.trimStart());
  const most = Math.max(...counts.values());
  const delimiter = DELIMITERS.find((candidate) => most > 0 && counts.get(candidate) === most) ?? ',';
  return { delimiter, skipsFirstLine: false };
}

/** How often the heading holds each character that may stand between cells. */
function countOutsideQuotes(text: string): Map<string, number> {
  const counts = new Map(DELIMITERS.map((delimiter) => [delimiter, 0]));
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted) {
      const count = counts.get(character);
      if (count !== undefined) counts.set(character, count + 1);
    }
  }
  return counts;
}
