import type { Field } from '../field.ts';
import { nearest } from '../nearest.ts';
import { clip } from '../template-fault.ts';
import {
  type Candidate,
  type Column,
  candidatesOf,
  INDEX,
  pathOf,
  plainName,
  refuseDoubles,
  withIndexes,
} from './columns.ts';
import { headingSynonyms } from './heading-synonyms.ts';
import { refuseTable } from './table-refused.ts';

/** Why a column was proposed for a field. */
export type ProposalReason =
  | 'exact-name'
  | 'same-name'
  | 'label'
  | 'synonym'
  | 'near-spelling'
  | 'nothing-fits';

/** What one column of a table is proposed to feed. */
export interface ColumnProposal {
  /** Position in the table, counted from 0. */
  index: number;
  heading: string;
  /** `candidate_name`, `items[0].price`; null when no field fits, or a surer column feeds it. */
  path: string | null;
  /** 0 to 1; below 1 a person should look at it. */
  confidence: number;
  why: ProposalReason;
}

/** One line of a mapping that a person has settled. */
export interface MappedColumn {
  /** A heading, or the position counted from 0. */
  column: string | number;
  /** The field it feeds; null to leave the column out. */
  path: string | null;
}

interface Matcher {
  why: ProposalReason;
  confidence: number;
  find(heading: string, candidates: readonly Candidate[]): Candidate[];
}

/** The surest first. The figures only order and colour the proposals; nothing is filled without a person's consent. */
const MATCHERS: readonly Matcher[] = [
  { why: 'exact-name', confidence: 1, find: (heading, all) => all.filter(({ name }) => name === heading) },
  {
    why: 'same-name',
    confidence: 0.95,
    find: (heading, all) => all.filter(({ name }) => plainName(name) === plainName(heading)),
  },
  {
    why: 'label',
    confidence: 0.9,
    find: (heading, all) => all.filter(({ field }) => plainName(field.label) === plainName(heading)),
  },
  {
    why: 'synonym',
    confidence: 0.8,
    find: (heading, all) => {
      const names = headingSynonyms(plainName(heading));
      return all.filter(({ name }) => names.includes(plainName(name)));
    },
  },
  {
    why: 'near-spelling',
    confidence: 0.6,
    find: (heading, all) => {
      const meant = nearest(
        heading,
        all.map(({ name }) => name),
      );
      return all.filter(({ name }) => name === meant);
    },
  },
];

/**
 * Proposes which column feeds which field, one proposal for each heading. No two columns get the same path, and a
 * heading that may mean two fields gets none.
 */
export function proposeMapping(fields: readonly Field[], headings: readonly string[]): ColumnProposal[] {
  const candidates = [...candidatesOf(fields).values()];
  const proposals = new Map<number, ColumnProposal>();
  const taken = new Set<string>();
  const open = new Set(headings.flatMap((heading, index) => (heading === '' ? [] : [index])));
  for (const { why, confidence, find } of MATCHERS)
    for (const [index, heading] of headings.entries()) {
      if (!open.has(index)) continue;
      const free = candidates.filter((candidate) => !taken.has(pathFor(heading, candidate) ?? ''));
      const [found, ...others] = find(heading.replaceAll(INDEX, '').normalize('NFC'), free);
      if (found) open.delete(index);
      const path = found && others.length === 0 ? pathFor(heading, found) : undefined;
      if (path === undefined) continue;
      taken.add(path);
      proposals.set(index, { index, heading, path, confidence, why });
    }
  return headings.map(
    (heading, index) =>
      proposals.get(index) ?? { index, heading, path: null, confidence: 0, why: 'nothing-fits' },
  );
}

/** The path a heading would give; undefined where it counts rows that the field has not. */
function pathFor(heading: string, candidate: Candidate): string | undefined {
  const steps = withIndexes(heading, candidate);
  return 'problem' in steps ? undefined : pathOf(steps.steps);
}

/**
 * The columns of a mapping that a person has settled. Columns it does not name are left out.
 *
 * @throws TableRefused for an unknown column or field, and for a column or path that is named twice
 */
export function applyMapping(
  fields: readonly Field[],
  headings: readonly string[],
  mapping: readonly MappedColumn[],
): Column[] {
  const candidates = candidatesOf(fields);
  const seen = new Set<number>();
  const columns: Column[] = [];
  for (const { column, path } of mapping) {
    const index = columnIndex(headings, column);
    const heading = headings[index] ?? '';
    if (seen.has(index))
      refuseTable(
        'column-mapped-twice',
        `The column “${clip(heading)}” is mapped twice; keep one of the two.`,
        {
          column: heading,
        },
      );
    seen.add(index);
    if (path !== null) columns.push(columnFor(candidates, index, heading, path));
  }
  refuseDoubles(columns);
  return columns;
}

function columnIndex(headings: readonly string[], column: string | number): number {
  const index = typeof column === 'number' ? column : headings.indexOf(column);
  const heading = headings[index];
  if (heading !== undefined && heading !== '') return index;
  const shown = typeof column === 'number' ? String(column + 1) : `“${clip(column)}”`;
  return refuseTable('unknown-column', `The table has no column ${shown}; choose one of its headings.`, {
    column: String(column),
  });
}

function columnFor(
  candidates: ReadonlyMap<string, Candidate>,
  index: number,
  heading: string,
  path: string,
): Column {
  const candidate = candidates.get(path.replaceAll(INDEX, ''));
  const found = candidate && withIndexes(path, candidate);
  if (!candidate || !found || 'problem' in found) {
    const meant = nearest(path.replaceAll(INDEX, ''), candidates.keys());
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    return refuseTable('unknown-field', `The template has no field “${clip(path)}”.${hint}`, {
      column: heading,
    });
  }
  return { index, heading, field: candidate.field, steps: found.steps };
}
