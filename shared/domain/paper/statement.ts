import { type Balance, type EntryKind, entryKinds, type LedgerEntry } from '../ledger/entry.ts';
import {
  amountsOf,
  keyOf,
  lineOf,
  type StatementAmounts,
  type StatementDetail,
  type StatementLine,
  statementDetails,
  summed,
} from './statement-lines.ts';

/** Lines of a statement at most, but for those of `days`, of which there are at most ten a day: some ten pages. */
export const mostLines = 300;

/** All movements of a kind together. */
export interface KindTotal extends StatementAmounts {
  kind: EntryKind;
  entries: number;
}

/** What a month did to a wallet. */
export interface Statement {
  opening: Balance;
  closing: Balance;
  entries: number;
  inKobo: number;
  outKobo: number;
  /** Of the kinds that there were, in the order of the ledger's vocabulary. */
  totals: KindTotal[];
  detail: StatementDetail;
  lines: StatementLine[];
}

/**
 * Adds entries up to a statement, one after the other; what it keeps is bounded, however many there are. It does not believe
 * what it adds up to: {@link finish} throws where opening balance and movements do not make the closing balance.
 */
export class StatementBuilder {
  readonly #opening: Balance;
  #closing: Balance;
  #entries = 0;
  readonly #totals = new Map<EntryKind, KindTotal>();
  readonly #lines = new Map<StatementDetail, Map<string, StatementLine>>(
    statementDetails.map((detail) => [detail, new Map<string, StatementLine>()]),
  );

  /** What was there at the end of each day. */
  readonly #dayEnds = new Map<string, Balance>();

  constructor(opening: Balance) {
    this.#opening = opening;
    this.#closing = opening;
  }

  add(entry: LedgerEntry): void {
    const { kind, balance } = entry.content;
    const line = lineOf(entry);
    const total = this.#totals.get(kind) ?? { kind, entries: 0, inKobo: 0, outKobo: 0, heldKobo: 0 };
    this.#totals.set(kind, { kind, entries: total.entries + 1, ...plus(total, amountsOf(entry.content)) });
    for (const [detail, lines] of this.#lines) {
      const key = keyOf(line, detail, entry.seq);
      const before = lines.get(key);
      lines.set(key, before ? summed(before, line) : line);
      if (detail !== 'days' && lines.size > mostLines) this.#lines.delete(detail);
    }
    this.#dayEnds.set(line.day, balance);
    this.#closing = balance;
    this.#entries++;
  }

  finish(): Statement {
    // The most telling that is left; the last is never given up.
    const [detail, found] = [...this.#lines][0] ?? (['days', new Map<string, StatementLine>()] as const);
    const lines = this.#withDayEnds(detail, [...found.values()]);
    const totals = entryKinds.flatMap((kind) => this.#totals.get(kind) ?? []);
    const { inKobo, outKobo } = totals.reduce(plus, nothing);
    const statement = {
      opening: this.#opening,
      closing: this.#closing,
      entries: this.#entries,
      ...{ inKobo, outKobo, totals, detail, lines },
    };
    requireBalanced(statement);
    return statement;
  }

  /** In between the balance of summed lines was never there: only what the last line of a day leaves. */
  #withDayEnds(detail: StatementDetail, lines: StatementLine[]): StatementLine[] {
    if (detail === 'entries') return lines;
    const sorted = lines.toSorted((left, right) => left.day.localeCompare(right.day));
    return sorted.map((line, index) => ({
      ...line,
      balance: sorted[index + 1]?.day === line.day ? undefined : this.#dayEnds.get(line.day),
    }));
  }
}

const nothing: StatementAmounts = { inKobo: 0, outKobo: 0, heldKobo: 0 };

const plus = (one: StatementAmounts, other: StatementAmounts): StatementAmounts => ({
  inKobo: one.inKobo + other.inKobo,
  outKobo: one.outKobo + other.outKobo,
  heldKobo: one.heldKobo + other.heldKobo,
});

/** What belongs to the account: what it may spend and what is set aside, less what it owes. */
export const worthOf = ({ availableKobo, heldKobo, owedKobo }: Balance): number =>
  availableKobo + heldKobo - owedKobo;

/** Throws where a statement contradicts itself: no paper is better than a wrong one. */
function requireBalanced({ opening, closing, entries, totals, lines }: Statement): void {
  for (const [what, parts] of [
    ['kinds', totals],
    ['lines', lines],
  ] as const) {
    const { inKobo, outKobo, heldKobo } = parts.reduce(plus, nothing);
    const isWhole =
      worthOf(opening) + inKobo - outKobo === worthOf(closing) &&
      opening.heldKobo + heldKobo === closing.heldKobo &&
      parts.reduce((sum, each) => sum + each.entries, 0) === entries;
    if (!isWhole) throw new Error(`the statement does not add up by its ${what}`);
  }
}
