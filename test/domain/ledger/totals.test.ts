import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../../shared/domain/ledger/entry.ts';
import { type Movement, type Occasion, post } from '../../../shared/domain/ledger/posting.ts';
import {
  figuresByDay,
  figuresOf,
  sumOfFigures,
  totalsIn,
  totalsOf,
  trialBalanceOf,
} from '../../../shared/domain/ledger/totals.ts';
import { emptyWallet } from '../../../shared/domain/ledger/wallet.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

type Step = [Movement, Partial<Occasion>?];

/** Entries that some movements make one after the other. */
function entriesOf(...steps: Step[]): LedgerEntry[] {
  let wallet = emptyWallet('acc_1');
  return steps.map(([movement, given], index) => {
    const occasion = {
      at: '2026-03-01T09:00:00.000Z',
      cause: `test#${index}`,
      about: { kind: 'payment', id: 'x' },
    };
    const posted = post(wallet, movement, { ...occasion, ...given }, digest);
    wallet = posted.wallet;
    return posted.entry;
  });
}

const allOf = (entries: readonly LedgerEntry[]) => sumOfFigures(entries.map(figuresOf));

test('a movement of each kind adds its lines, its kind, and what it earned', () => {
  const entries = entriesOf(
    [{ kind: 'top-up', kobo: 1000 }],
    [{ kind: 'hold', kobo: 300 }, { plan: 'pro' }],
    [{ kind: 'capture', kobo: 200, source: 'documents' }, { plan: 'pro' }],
    [{ kind: 'release', kobo: 100 }, { plan: 'pro' }],
    [{ kind: 'charge', kobo: 50, source: 'book' }, { plan: 'free' }],
    [{ kind: 'top-up', kobo: 700, spent: { kobo: 600, source: 'plan' } }, { plan: 'business' }],
    [{ kind: 'refund', kobo: 80, source: 'documents' }, { plan: 'pro' }],
    [{ kind: 'adjustment', kobo: -10 }],
    [{ kind: 'chargeback', kobo: 2000 }],
  );
  const figures = allOf(entries);
  expect(totalsOf(figures)).toEqual({
    earnedKobo: 850,
    refundedKobo: 80,
    revenue: [
      { plan: 'pro', source: 'documents', earnedKobo: 200, refundedKobo: 80 },
      { plan: 'business', source: 'plan', earnedKobo: 600, refundedKobo: 0 },
      { plan: 'free', source: 'book', earnedKobo: 50, refundedKobo: 0 },
    ],
    movements: [
      { kind: 'top-up', entries: 2, kobo: 1700 },
      { kind: 'hold', entries: 1, kobo: 300 },
      { kind: 'capture', entries: 1, kobo: 200 },
      { kind: 'release', entries: 1, kobo: 100 },
      { kind: 'charge', entries: 1, kobo: 50 },
      { kind: 'refund', entries: 1, kobo: 80 },
      { kind: 'chargeback', entries: 1, kobo: 2000 },
      { kind: 'adjustment', entries: 1, kobo: 10 },
    ],
  });
  const { balance } = entries.at(-1)?.content ?? {};
  expect(trialBalanceOf(figures)).toEqual({
    entries: 9,
    lines: {
      available: balance?.availableKobo,
      held: balance?.heldKobo,
      owed: -(balance?.owedKobo ?? 0),
      provider: 300,
      revenue: 770,
      adjustments: 10,
    },
    sumKobo: 0,
  });
});

test('what no plan is known of counts under none', () => {
  const entries = entriesOf([{ kind: 'top-up', kobo: 100 }], [{ kind: 'charge', kobo: 40, source: 'card' }]);
  expect(totalsOf(allOf(entries)).revenue).toEqual([
    { plan: 'none', source: 'card', earnedKobo: 40, refundedKobo: 0 },
  ]);
});

test('a day ends at midnight in Lagos, which is 23:00 UTC', () => {
  const entries = entriesOf(
    [{ kind: 'top-up', kobo: 100 }, { at: '2026-03-01T22:59:59.999Z' }],
    [{ kind: 'top-up', kobo: 7 }, { at: '2026-03-01T23:00:00.000Z' }],
  );
  const byDay = figuresByDay(entries);
  expect([...byDay.keys()]).toEqual(['2026-03-01', '2026-03-02']);
  const { total, days } = totalsIn({ from: '2026-02-28', to: '2026-03-02', by: 'day' }, byDay);
  expect(days.map(({ date, movements }) => [date, movements[0]?.kobo])).toEqual([
    ['2026-02-28', undefined],
    ['2026-03-01', 100],
    ['2026-03-02', 7],
  ]);
  expect(total.movements).toEqual([{ kind: 'top-up', entries: 2, kobo: 107 }]);
});

describe('whatever moves', () => {
  const amount = fc.integer({ min: 1, max: 500 });
  const step: fc.Arbitrary<Step> = fc.tuple(
    fc.oneof(
      amount.map((kobo): Movement => ({ kind: 'top-up', kobo: kobo + 1000 })),
      amount.map((kobo): Movement => ({ kind: 'chargeback', kobo })),
      amount.map((kobo): Movement => ({ kind: 'refund', kobo, source: 'documents' })),
      amount.map((kobo): Movement => ({ kind: 'adjustment', kobo })),
    ),
    fc.record({ plan: fc.constantFrom('free', 'pro', undefined) }),
  );

  test('lines sum to zero, and parts make the whole in any order', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), fc.nat(), (steps, cut) => {
        const entries = entriesOf(...steps);
        const whole = allOf(entries);
        const at = cut % (entries.length + 1);
        const parts = sumOfFigures([allOf(entries.slice(at)), allOf(entries.slice(0, at))]);
        expect(Object.fromEntries(parts)).toEqual(Object.fromEntries(whole));
        const { sumKobo, entries: counted } = trialBalanceOf(whole);
        expect([sumKobo, counted]).toEqual([0, entries.length]);
        const { revenue, earnedKobo, refundedKobo } = totalsOf(whole);
        expect(revenue.reduce((sum, each) => sum + each.earnedKobo, 0)).toBe(earnedKobo);
        expect((whole.get('lines.revenue') ?? 0) - earnedKobo + refundedKobo).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});
