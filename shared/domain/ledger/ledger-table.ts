import { decimalNaira } from '../naira.ts';
import type { LedgerAccount, LedgerEntry } from './entry.ts';

/** What a spreadsheet shows of a ledger. */

/** An amount twice: as people read it, and as we count it. */
const amounts = (name: string): string[] => [`${name} (₦)`, `${name} (kobo)`];

export const ledgerHeadings: readonly string[] = [
  'number',
  'time (UTC)',
  'kind',
  'about',
  'id',
  'paid for',
  'reason',
  ...amounts('available change'),
  ...amounts('held change'),
  ...amounts('owed change'),
  ...amounts('available after'),
  ...amounts('held after'),
  ...amounts('owed after'),
  'hash',
];

/** The line of an entry, in the order of {@link ledgerHeadings}. */
export function ledgerLine({ seq, hash, content }: LedgerEntry): string[] {
  const { at, kind, about, source = '', reason = '', lines, balance } = content;
  const change = (account: LedgerAccount): number =>
    lines.filter((line) => line.account === account).reduce((sum, { kobo }) => sum + kobo, 0);
  const { availableKobo, heldKobo, owedKobo } = balance;
  // Lines add to what we owe the customer; what they owe us is the other way round.
  const owed = change('owed') === 0 ? 0 : -change('owed');
  const kobo = [change('available'), change('held'), owed, availableKobo, heldKobo, owedKobo];
  return [
    String(seq),
    // As spreadsheets know a time.
    at.replace('T', ' ').replace(/\.\d+Z$|Z$/, ''),
    kind,
    about.kind,
    about.id,
    source,
    reason,
    ...kobo.flatMap((each) => [decimalNaira(each), String(each)]),
    hash,
  ];
}
