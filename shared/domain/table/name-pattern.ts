// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { nearest } from '../nearest.ts';
import { clip } from '../template-fault.ts';
import { type Column, pathOf, plainName } from './columns.ts';
import { safeStem } from './safe-stem.ts';
import { refuseTable } from './table-refused.ts';
import type { TableRow } from './table-row.ts';

/** Gives the document of a row its name, without ending. */
export type NamePattern = (row: TableRow) => string;

const HOLE = /\$\{([^{}]*)\}/g;

/** The name every row gets when no pattern is given. */
export const USUAL_PATTERN = '${template}-${row}';

/** What a pattern may name. */
export interface NameSources {
  /** The template's name. */
  template: string;
  headings: readonly string[];
  /** Columns with the fields they feed. */
  columns: readonly Column[];
}

/**
 * Reads a pattern such as `Offer - ${candidate_name} - ${row}`. Every column of the table can be used, by its heading
 * or by the field it feeds.
 *
 * @throws TableRefused when it holds no name, or one that no column has
 */
export function readNamePattern(pattern: string, sources: NameSources): NamePattern {
  const pieces: ((row: TableRow) => string)[] = [];
  let end = 0;
  for (const match of pattern.matchAll(HOLE)) {
    const before = pattern.slice(end, match.index);
    pieces.push(() => before, hole((match[1] ?? '').trim(), sources));
    end = match.index + match[0].length;
  }
  if (pieces.length === 0)
    refuseTable(
      'bad-name-pattern',
      'The pattern for names holds no name such as ${row}; write one, as in: Offer ${row}.',
    );
  const rest = pattern.slice(end);
  return (row) => safeStem(pieces.map((piece) => piece(row)).join('') + rest);
}

function hole(name: string, { template, headings, columns }: NameSources): (row: TableRow) => string {
  const wanted = plainName(name);
  if (wanted === 'row') return ({ number }) => String(number);
  if (wanted === 'template') return () => template;
  const index = columnNamed(name, headings, columns);
  if (index !== undefined && wanted !== '') return ({ cells }) => cells[index] ?? '';
  const known = headings.filter((heading) => heading !== '');
  const meant = nearest(name, [...known, ...columns.map(({ steps }) => pathOf(steps)), 'row', 'template']);
  const hint = meant === undefined ? '' : ` Did you mean \${${clip(meant)}}?`;
  return refuseTable('bad-name-pattern', `The table has no column “${clip(name)}” for the names.${hint}`);
}

/** An exact heading first, then an exact field, then what differs only in case, spaces and `_`. */
function columnNamed(
  name: string,
  headings: readonly string[],
  columns: readonly Column[],
): number | undefined {
  const wanted = plainName(name);
  const tests: ((candidate: string) => boolean)[] = [
    (candidate) => candidate === name,
    (candidate) => plainName(candidate) === wanted,
  ];
  for (const fits of tests) {
    const heading = headings.findIndex(fits);
    if (heading !== -1) return heading;
    const column = columns.find(({ steps }) => fits(pathOf(steps)));
    if (column) return column.index;
  }
  return undefined;
}
