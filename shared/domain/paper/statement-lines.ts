import type { Balance, EntryKind, LedgerContent, LedgerEntry, RevenueSource } from '../ledger/entry.ts';
import { usageDay } from '../usage.ts';

/** What an entry adds to a statement: kobo. In minus out is what the whole wallet changes by; what is set aside stays in it. */
export interface StatementAmounts {
  /** What came into the wallet from outside. */
  inKobo: number;
  /** What left it. */
  outKobo: number;
  /** By how much what is set aside grew. */
  heldKobo: number;
}

/** A line of a statement: one entry, or some that are summed up. */
export interface StatementLine extends StatementAmounts {
  /** As people in Lagos have it: `2026-11-03`. */
  day: string;
  kind: EntryKind;
  /** Entries in it. */
  entries: number;
  /** What it is about; undefined where that differs. */
  about: LedgerContent['about'] | undefined;
  /** What was paid for, where that is said. */
  source?: RevenueSource | undefined;
  /** Why; of adjustments. */
  reason?: string | undefined;
  /** After the line; where lines are summed up, only after the last of a day. */
  balance?: Balance | undefined;
}

/**
 * How much of a month a statement shows: each entry; or what was set aside, earned and given back of one batch, or of all single
 * documents, as a line of each day and kind; or every kind of movement as one line of each day.
 */
export const statementDetails = ['entries', 'works', 'days'] as const;
export type StatementDetail = (typeof statementDetails)[number];

export function amountsOf({ lines }: Pick<LedgerContent, 'lines'>): StatementAmounts {
  const sum = { inKobo: 0, outKobo: 0, heldKobo: 0 };
  for (const { account, kobo } of lines) {
    if (account === 'held') sum.heldKobo += kobo;
    else if (account === 'available' || account === 'owed') continue;
    else if (kobo < 0) sum.inKobo -= kobo;
    else sum.outKobo += kobo;
  }
  return sum;
}

export const lineOf = ({ content }: LedgerEntry): StatementLine => ({
  day: usageDay(new Date(content.at)),
  kind: content.kind,
  entries: 1,
  about: content.about,
  source: content.source,
  reason: content.reason,
  ...amountsOf(content),
  balance: content.balance,
});

/** Movements that are many, and say little by themselves. */
const ofWork: ReadonlySet<EntryKind> = new Set(['hold', 'capture', 'release']);

/** Lines with the same key become one; each has its own where it stands for itself. */
export function keyOf(line: StatementLine, detail: StatementDetail, seq: number): string {
  if (detail === 'days') return `${line.day}|${line.kind}`;
  if (detail === 'entries' || !ofWork.has(line.kind)) return `${seq}`;
  const { kind = '', id = '' } = line.about ?? {};
  return [line.day, line.kind, kind, kind === 'batch' ? id : ''].join('|');
}

/** Two lines of the same day and kind as one. */
export const summed = (one: StatementLine, other: StatementLine): StatementLine => ({
  ...one,
  entries: one.entries + other.entries,
  inKobo: one.inKobo + other.inKobo,
  outKobo: one.outKobo + other.outKobo,
  heldKobo: one.heldKobo + other.heldKobo,
  about: sameOf(one.about, other.about),
  source: one.source === other.source ? one.source : undefined,
  reason: one.reason === other.reason ? one.reason : undefined,
});

/** What both are about: the same thing, or things of one kind, which have no id together. */
function sameOf(one: StatementLine['about'], other: StatementLine['about']): StatementLine['about'] {
  if (!one || !other || one.kind !== other.kind) return undefined;
  return one.id === other.id ? one : { kind: one.kind, id: '' };
}
