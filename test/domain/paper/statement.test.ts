import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../../shared/domain/ledger/entry.ts';
import { emptyWallet } from '../../../shared/domain/ledger/wallet.ts';
import {
  mostLines,
  type Statement,
  StatementBuilder,
  worthOf,
} from '../../../shared/domain/paper/statement.ts';
import { History } from './histories.ts';

const payment = { kind: 'payment', id: 'pay_1' };
const batch = (number: number) => ({ kind: 'batch', id: `bat_${number}` });

/** The moment `number` minutes after midnight in Lagos of a day of November. */
const at = (day: number, number = 0): string =>
  new Date(Date.UTC(2026, 10, day, -1) + number * 1000).toISOString();

function statementOf(entries: readonly LedgerEntry[]): Statement {
  const builder = new StatementBuilder(emptyWallet('acc_1'));
  for (const entry of entries) builder.add(entry);
  return builder.finish();
}

describe('a statement of a quiet month', () => {
  const history = new History()
    .move({ kind: 'top-up', kobo: 100_000 }, payment, at(1))
    .document(5000, 'doc_1', at(2))
    .move({ kind: 'hold', kobo: 7000 }, batch(1), at(3))
    .move({ kind: 'adjustment', kobo: -250 }, payment, at(30, 86_399), 'Booked twice');
  const statement = statementOf(history.entries);

  test('shows each movement with what was there after it', () => {
    expect(statement.detail).toBe('entries');
    expect(statement.lines.map(({ day, kind, balance }) => [day, kind, balance?.availableKobo])).toEqual([
      ['2026-11-01', 'top-up', 100_000],
      ['2026-11-02', 'hold', 95_000],
      ['2026-11-02', 'capture', 95_000],
      ['2026-11-03', 'hold', 88_000],
      ['2026-11-30', 'adjustment', 87_750],
    ]);
  });

  test('adds up by kind: what is set aside stays in the wallet', () => {
    expect(statement).toMatchObject({ entries: 5, inKobo: 100_000, outKobo: 5250 });
    expect(statement.totals).toEqual([
      { kind: 'top-up', entries: 1, inKobo: 100_000, outKobo: 0, heldKobo: 0 },
      { kind: 'hold', entries: 2, inKobo: 0, outKobo: 0, heldKobo: 12_000 },
      { kind: 'capture', entries: 1, inKobo: 0, outKobo: 5000, heldKobo: -5000 },
      { kind: 'adjustment', entries: 1, inKobo: 0, outKobo: 250, heldKobo: 0 },
    ]);
    expect(worthOf(statement.closing)).toBe(94_750);
  });
});

test('a month without movements ends as it began', () => {
  const opening = { availableKobo: 5, heldKobo: 2, owedKobo: 0 };
  expect(new StatementBuilder(opening).finish()).toMatchObject({
    ...{ opening, closing: opening, entries: 0, inKobo: 0, outKobo: 0, totals: [], lines: [] },
  });
});

test('money that is spent as it comes in both comes and goes, and a debt is paid off', () => {
  const history = new History()
    .move({ kind: 'top-up', kobo: 900, spent: { kobo: 700, source: 'plan' } }, payment, at(1))
    .move({ kind: 'chargeback', kobo: 900 }, payment, at(2))
    .move({ kind: 'top-up', kobo: 1000 }, payment, at(3));
  const { lines, closing } = statementOf(history.entries);
  expect(lines.map(({ inKobo, outKobo }) => [inKobo, outKobo])).toEqual([
    [900, 700],
    [0, 900],
    [1000, 0],
  ]);
  expect(closing).toEqual({ availableKobo: 300, heldKobo: 0, owedKobo: 0 });
});

describe('a statement of a busy month', () => {
  /** 200 documents on each of two days, of which some belong to one of two batches. */
  const busy = new History().move({ kind: 'top-up', kobo: 10_000_000 }, payment, at(1));
  for (const day of [4, 5])
    for (let number = 0; number < 200; number++) {
      const about = number % 4 ? { kind: 'document', id: `doc_${number}` } : batch(number % 8);
      busy.move({ kind: 'hold', kobo: 100 }, about, at(day, number * 2));
      busy.move({ kind: 'capture', kobo: 100, source: 'documents' }, about, at(day, number * 2 + 1));
    }
  busy.move({ kind: 'refund', kobo: 7, source: 'documents' }, payment, at(5, 5000));

  test('sums up by day, batch and kind what is done for documents, and nothing else', () => {
    const { detail, lines, entries } = statementOf(busy.entries);
    expect({ detail, entries }).toEqual({ detail: 'works', entries: 802 });
    expect(
      lines.map(({ day, kind, about, entries: count }) => [day.slice(8), kind, about?.id, count]),
    ).toEqual([
      ['01', 'top-up', 'pay_1', 1],
      ['04', 'hold', 'bat_0', 25],
      ['04', 'capture', 'bat_0', 25],
      ['04', 'hold', '', 150],
      ['04', 'capture', '', 150],
      ['04', 'hold', 'bat_4', 25],
      ['04', 'capture', 'bat_4', 25],
      ['05', 'hold', 'bat_0', 25],
      ['05', 'capture', 'bat_0', 25],
      ['05', 'hold', '', 150],
      ['05', 'capture', '', 150],
      ['05', 'hold', 'bat_4', 25],
      ['05', 'capture', 'bat_4', 25],
      ['05', 'refund', 'pay_1', 1],
    ]);
  });

  test('shows a balance only where there was one: at the end of a day', () => {
    const { lines } = statementOf(busy.entries);
    expect(lines.flatMap(({ day, balance }) => (balance ? [[day, balance.availableKobo]] : []))).toEqual([
      ['2026-11-01', 10_000_000],
      ['2026-11-04', 9_980_000],
      ['2026-11-05', 9_960_007],
    ]);
  });

  test('of twenty thousand movements has at most ten lines a day', () => {
    const history = new History().move({ kind: 'top-up', kobo: 10_000_000 }, payment, at(1));
    for (let number = 0; number < 10_000; number++)
      history.document(
        100,
        `doc_${number}`,
        at(1 + (number % 30 === 29 ? 29 : Math.floor(number / 345)), number),
      );
    for (let number = 0; number <= mostLines; number++)
      history.move({ kind: 'top-up', kobo: 3 }, { kind: 'payment', id: `pay_${number}` }, at(30, 80_000));
    const { detail, lines, entries } = statementOf(history.entries);
    expect({ detail, entries }).toEqual({ detail: 'days', entries: history.entries.length });
    expect(lines.length).toBeLessThanOrEqual(310);
    const paidIn = lines.findLast(({ kind }) => kind === 'top-up');
    expect(paidIn).toMatchObject({ entries: mostLines + 1, inKobo: 3 * (mostLines + 1), day: '2026-11-30' });
    expect(paidIn?.about).toEqual({ kind: 'payment', id: '' });
  });
});

describe('no statement is made', () => {
  const history = new History()
    .move({ kind: 'top-up', kobo: 500 }, payment, at(1))
    .document(100, 'doc_1', at(2));
  const { entries } = history;

  test.each([0, 1])('of a ledger that lacks entry %i', (index) => {
    const rest = entries.filter((_, number) => number !== index);
    expect(() => statementOf(rest)).toThrow('does not add up');
  });

  test.each(['availableKobo', 'heldKobo', 'owedKobo'] as const)('that ends with another %s', (name) => {
    const changed = entries.map((entry, index) => {
      const { content } = entry;
      if (index !== entries.length - 1) return entry;
      return {
        ...entry,
        content: { ...content, balance: { ...content.balance, [name]: 1 + content.balance[name] } },
      };
    });
    expect(() => statementOf(changed)).toThrow('does not add up');
  });
});

test('whatever happens, a statement adds up, and no line is lost', () => {
  const step = fc.record({
    kind: fc.constantFrom('top-up', 'document', 'hold', 'chargeback', 'adjustment'),
    kobo: fc.integer({ min: 1, max: 5000 }),
    day: fc.integer({ min: 0, max: 1 }),
    batch: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 500, size: 'max' }), (steps) => {
      const history = new History().move({ kind: 'top-up', kobo: 3_000_000 }, payment, at(1));
      let day = 1;
      for (const { kind, kobo, day: later, batch: number } of steps) {
        day = Math.min(30, day + later);
        if (history.wallet.availableKobo < kobo) continue;
        if (kind === 'document') history.document(kobo, `doc_${number}`, at(day));
        else if (kind === 'hold') history.move({ kind, kobo }, batch(number), at(day));
        else if (kind === 'top-up' || kind === 'chargeback' || kind === 'adjustment')
          history.move({ kind, kobo }, payment, at(day));
      }
      const { closing, inKobo, outKobo, lines, entries } = statementOf(history.entries);
      expect(inKobo - outKobo).toBe(worthOf(history.wallet));
      expect(worthOf(closing)).toBe(worthOf(history.wallet));
      expect(lines.reduce((sum, line) => sum + line.entries, 0)).toBe(entries);
      expect(lines.at(-1)?.balance).toEqual(closing);
    }),
    { numRuns: 40 },
  );
});
