import { readAttributes } from '../docx/xml-scan.ts';
import { eachPrintedRun, type PrintedRun } from './printed-runs.ts';
import type { WordParts } from './read-word-parts.ts';
import { isSymbolFont } from './symbol-fonts.ts';
import type { WordStyles } from './word-styles.ts';

/** What of the body, the margins of the first page and the notes a printer shows, piece by piece. */
export function printedRuns(
  {
    document,
    margins,
    footnotes,
    endnotes,
  }: Pick<WordParts, 'document' | 'margins' | 'footnotes' | 'endnotes'>,
  styles: WordStyles,
): PrintedRun[] {
  const runs: PrintedRun[] = [];
  const printed = [
    document,
    margins,
    ...notesReferredTo(document, footnotes, 'footnote'),
    ...notesReferredTo(document, endnotes, 'endnote'),
  ];
  for (const xml of printed) eachPrintedRun(xml, styles, (run) => runs.push(run));
  return runs;
}

/** The words of runs. Letters that stand for signs, as in Wingdings, are left out. */
export const printedText = (runs: readonly PrintedRun[]): string =>
  runs.map(({ text, fonts }) => (isSymbolFont(fonts?.get('w:ascii')) ? '' : text)).join('');

/** Notes stay in their part when what refers to them is gone, as with a section that was left out. */
function notesReferredTo(document: string, notes: string, kind: 'footnote' | 'endnote'): string[] {
  if (notes === '') return [];
  const references = document.matchAll(new RegExp(`<w:${kind}Reference\\b([^>]*)>`, 'g'));
  const wanted = new Set([...references].map(([, tag = '']) => readAttributes(tag).get('w:id')));
  const all = notes.matchAll(new RegExp(`<w:${kind}\\b([^>]*)>([\\s\\S]*?)</w:${kind}>`, 'g'));
  return [...all].flatMap(([, tag = '', content = '']) =>
    wanted.has(readAttributes(tag).get('w:id')) ? [content] : [],
  );
}
