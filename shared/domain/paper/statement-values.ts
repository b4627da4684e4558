import { dayName, monthName, shortDay } from '../lagos-month.ts';
import type { EntryKind } from '../ledger/entry.ts';
import { printedNaira } from '../naira.ts';
import { usageDay } from '../usage.ts';
import type { Paper } from './paper.ts';
import { type Statement, worthOf } from './statement.ts';
import type { StatementAmounts, StatementDetail, StatementLine } from './statement-lines.ts';

/** What is written into the template of a statement: texts, as they are printed. */

const kindWords: Record<EntryKind, string> = {
  'top-up': 'Paid in',
  hold: 'Set aside',
  capture: 'Delivered',
  release: 'Given back into the wallet',
  charge: 'Paid from the wallet',
  refund: 'Refund into the wallet',
  payout: 'Paid back to the payer',
  chargeback: 'Taken back by the payer’s bank',
  'chargeback-won': 'Returned by the payer’s bank',
  adjustment: 'Adjustment',
};

/** By what it is about: what money was set aside for, and what became of it. */
const asideWords: Record<string, Partial<Record<EntryKind, string>>> = {
  document: {
    hold: 'Set aside for documents',
    capture: 'Documents delivered',
    release: 'Not delivered: given back',
  },
  batch: {
    hold: 'Set aside for a batch',
    capture: 'Documents delivered',
    release: 'Not delivered: given back',
  },
  refund: { hold: 'Set aside to go back to the payer', release: 'Not taken by the payer: given back' },
  payment: { hold: 'Set aside until we have decided', release: 'Decided: yours' },
};

function wordsFor({ kind, about, source }: StatementLine): string {
  const words = asideWords[about?.kind ?? '']?.[kind] ?? kindWords[kind];
  // Documents are what captures are for anyway.
  const isTold = source === undefined || source === 'documents' || kind === 'capture';
  return isTold ? words : `${words}, for a ${source}`;
}

const detailWords: Record<StatementDetail, string> = {
  entries: 'Every movement has a line of its own.',
  works:
    'What was set aside, delivered and given back is summed up by day, for each batch and for all single documents; everything else has a line of its own. The export of the ledger lists every movement.',
  days: 'Movements are summed up by day and kind. The export of the ledger lists every movement.',
};

/** Characters of a reason at most: the ledger has all of it. */
const reasonLength = 160;

/** Whose statement it is, and which entry it ends with. */
interface Sealed {
  /** The account's name. */
  holder: string;
  /** Hash of the last entry it covers; empty while there is none. */
  hash: string;
  /** Number of the first entry of the month; one behind the last when there is none. */
  first: number;
}

export function statementValues(
  { accountId, paperId, subject: month, through, createdAt }: Paper,
  statement: Statement,
  { holder, hash, first }: Sealed,
): Record<string, unknown> {
  const { opening, closing, entries, detail } = statement;
  const made = usageDay(new Date(createdAt));
  return {
    title: `Statement of account, ${monthName(month)}`,
    holder,
    account_id: accountId,
    month: monthName(month),
    made_on: dayName(made),
    statement_id: paperId,
    // A statement of the present month tells of the days so far.
    open: made.startsWith(month),
    until: `This month is not over: the statement tells of movements until ${dayName(made)}.`,
    opening: printedNaira(worthOf(opening)),
    paid_in: printedNaira(statement.inKobo),
    paid_out: printedNaira(statement.outKobo),
    closing: printedNaira(worthOf(closing)),
    available: printedNaira(closing.availableKobo),
    held: printedNaira(closing.heldKobo),
    owes: closing.owedKobo > 0,
    owed: printedNaira(closing.owedKobo),
    totals: statement.totals.map(({ kind, entries: count, ...amounts }) => ({
      kind: kindWords[kind],
      count: count.toLocaleString('en'),
      ...amountTexts(amounts),
    })),
    lines: statement.lines.map(lineTexts),
    detail: detailWords[detail],
    entries: entries.toLocaleString('en'),
    numbers: entries === 0 ? '' : `, number ${first.toLocaleString('en')} to ${through.toLocaleString('en')}`,
    seal: hash === '' ? 'There is no entry yet.' : hash,
  };
}

function lineTexts(line: StatementLine): Record<string, string> {
  const { day, entries, balance } = line;
  const words = wordsFor(line);
  return {
    day: shortDay(day),
    what: entries === 1 ? words : `${words} (${entries.toLocaleString('en')})`,
    about: aboutText(line),
    ...amountTexts(line),
    balance: balance ? plainNaira(balance.availableKobo) : '',
    aside: balance ? besides(balance) : '',
  };
}

function aboutText({ about, reason }: StatementLine): string {
  const named = about?.id ?? '';
  const why = reason === undefined || reason === '' ? '' : clipped(reason);
  return [named, why].filter((text) => text !== '').join(' · ');
}

/** On a line of its own below what can be spent; nothing where there is nothing. */
const besides = ({ heldKobo, owedKobo }: { heldKobo: number; owedKobo: number }): string =>
  [
    ...(heldKobo === 0 ? [] : [`set aside ${plainNaira(heldKobo)}`]),
    ...(owedKobo === 0 ? [] : [`owed ${plainNaira(owedKobo)}`]),
  ].join(', ');

const amountTexts = ({ inKobo, outKobo, heldKobo }: StatementAmounts) => ({
  in: inKobo === 0 ? '' : plainNaira(inKobo),
  out: outKobo === 0 ? '' : plainNaira(outKobo),
  set: heldKobo === 0 ? '' : `${heldKobo > 0 ? '+' : '−'}${plainNaira(Math.abs(heldKobo))}`,
});

/** `1,234.50`: columns say ₦ once, in their heading. */
const plainNaira = (kobo: number): string => printedNaira(kobo).replace('₦', '');

function clipped(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ').trim()];
  return characters.length <= reasonLength
    ? characters.join('')
    : `${characters.slice(0, reasonLength).join('')}…`;
}
