// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { nearest } from '../../shared/domain/nearest.ts';
import { plainName } from './columns.ts';
import { CommandFailure } from './command-failure.ts';
import type { CsvRow } from './csv-table.ts';
import { safeStem } from './file-names.ts';
import { printable } from './printable.ts';

/** Gives the document of a row its name, without ending. */
export type NamePattern = (row: CsvRow) => string;

const HOLE = /\$\{([^{}]*)\}/g;

/** The name every row gets when no pattern is given. */
export const USUAL_PATTERN = '${template}-${row}';

/**
 * Reads a pattern such as `Offer - ${candidate_name} - ${row}`. Every column of the table can be used.
 *
 * @throws CommandFailure when it holds no name, or one that no column has
 */
export function readNamePattern(pattern: string, template: string, headings: readonly string[]): NamePattern {
  const pieces: ((row: CsvRow) => string)[] = [];
  let end = 0;
  for (const match of pattern.matchAll(HOLE)) {
    const before = pattern.slice(end, match.index);
    pieces.push(() => before, hole((match[1] ?? '').trim(), template, headings));
    end = match.index + match[0].length;
  }
  if (pieces.length === 0)
    throw new CommandFailure(
      "The pattern for names holds no name such as ${row}; put it in single quotes, or the shell takes it: 'Offer ${row}'.",
    );
  const rest = pattern.slice(end);
  return (row) => safeStem(pieces.map((piece) => piece(row)).join('') + rest);
}

function hole(name: string, template: string, headings: readonly string[]): (row: CsvRow) => string {
  const wanted = plainName(name);
  if (wanted === 'row') return ({ number }) => String(number);
  if (wanted === 'template') return () => template;
  const exact = headings.indexOf(name);
  const index = exact === -1 ? headings.findIndex((heading) => plainName(heading) === wanted) : exact;
  if (index !== -1 && wanted !== '') return ({ cells }) => cells[index] ?? '';
  const meant = nearest(name, [...headings.filter((heading) => heading !== ''), 'row', 'template']);
  const hint = meant === undefined ? '' : ` Did you mean \${${printable(meant)}}?`;
  throw new CommandFailure(`The table has no column “${printable(name)}” for the names.${hint}`);
}
