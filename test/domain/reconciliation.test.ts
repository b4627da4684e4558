import { describe, expect, test } from 'vitest';
import {
  advance,
  beginReconciliation,
  claimRun,
  dayBefore,
  daysAskedAgain,
  endRun,
  pauseRun,
  type Reconciliation,
  rangeOf,
  reconciledDays,
  requireReconcilable,
  silent,
} from '../../shared/domain/reconciliation.ts';

const at = new Date('2026-12-01T10:00:00.000Z');
const begun = beginReconciliation('2026-11-30', undefined, undefined, at);

/** Some steps of a run. */

const takeAll = (run: Reconciliation, ...seen: number[]): (Reconciliation | undefined)[] => {
  let current: Reconciliation | undefined = run;
  return seen.map((count) => {
    current = current && advance(current, { seen: count });
    return current;
  });
};

describe('a run', () => {
  test('goes from phase to phase, and counts what it has looked at on both sides', () => {
    const [listed, unpaid, refunds, arrived, credited, open, end] = takeAll(begun, 2, 30, 5, 3, 1, 4, 1);
    expect(listed).toMatchObject({ phase: 'listed', listed: 2, credited: 0, page: 1 });
    expect(unpaid).toMatchObject({ phase: 'unpaid', listed: 32, credited: 0 });
    expect(refunds).toMatchObject({ phase: 'refunds', listed: 37 });
    expect(arrived).toMatchObject({ phase: 'arrived', listed: 40 });
    expect(credited).toMatchObject({ phase: 'credited', listed: 41, credited: 0 });
    expect(open).toMatchObject({ phase: 'open', listed: 41, credited: 4 });
    expect(end).toBeUndefined();
  });

  test('goes on where it stopped, and begins each phase at its beginning', () => {
    const second = advance(begun, { seen: 10, next: { page: 2 } });
    expect(second).toMatchObject({ phase: 'chargebacks', page: 2, revision: 2 });
    expect(second && advance(second, { seen: 1 })).toMatchObject({ phase: 'listed', page: 1 });
    expect(advance({ ...begun, phase: 'credited' }, { seen: 25, next: { after: 'x' } })).toMatchObject({
      phase: 'credited',
      after: 'x',
    });
  });

  test('asks again about days that the provider’s list does not reach, for four weeks', () => {
    const days = daysAskedAgain('2026-12-30');
    expect([days[0], days.at(-1), days.length]).toEqual(['2026-12-27', '2026-12-02', 11]);
    expect(days.includes(rangeOf('2026-12-30').from)).toBe(false);
  });

  test('is in the hands of one, and of another when that one has died', () => {
    const claimed = claimRun(begun, at);
    expect(claimed.nextAt).toBe('2026-12-01T10:06:00.000Z');
    expect(pauseRun(claimed, at).nextAt).toBe(at.toISOString());
  });

  test('waits while the provider is silent, fails after half a day, and forgets it with the first answer', () => {
    let run: Reconciliation | undefined = begun;
    for (let count = 1; count <= 48; count++) run = run && silent(run, at);
    expect(run).toMatchObject({ silences: 48, state: 'running', nextAt: '2026-12-01T10:15:00.000Z' });
    expect(run && silent(run, at)).toBeUndefined();
    expect(run && advance(run, { seen: 0 })).toMatchObject({ silences: 0 });
  });

  test('that has ended is not looked at again, and is replaced by the next of its day', () => {
    const done = endRun(begun, 'done', 3, at);
    expect(done).toMatchObject({ state: 'done', differences: 3, nextAt: undefined });
    const next = beginReconciliation('2026-11-30', done, 'usr_1', at);
    expect(next).toMatchObject({
      run: 2,
      state: 'running',
      phase: 'chargebacks',
      byUserId: 'usr_1',
      revision: 3,
    });
    expect(next).not.toHaveProperty('differences');
  });
});

test('days are those of UTC, and the provider is asked about two more', () => {
  expect(dayBefore(new Date('2026-12-01T00:00:00.000Z'))).toBe('2026-11-30');
  expect(rangeOf('2026-12-01')).toEqual({ from: '2026-11-29', to: '2026-12-01' });
});

describe('what is asked to be seen', () => {
  test('is a week, or the days that are named, the latest first', () => {
    expect(reconciledDays({}, at)).toHaveLength(7);
    expect(reconciledDays({}, at)[0]).toBe('2026-12-01');
    expect(reconciledDays({ from: '2026-11-29', to: '2026-11-30' }, at)).toEqual([
      '2026-11-30',
      '2026-11-29',
    ]);
  });

  test.each([
    { from: '2026-12-02' },
    { from: '2026-10-01' },
    { from: '2026-11-02', to: '2026-11-01' },
    { from: '2026-11-01', to: '2026-12-02' },
  ])('is not %j', (query) => {
    expect(() => reconciledDays(query, at)).toThrow('from');
  });
});

test('a day that is not there yet, or on which nobody could pay, is not looked at', () => {
  for (const day of ['2026-11-01', '2026-12-01']) expect(() => requireReconcilable(day, at)).not.toThrow();
  for (const day of ['2026-10-31', '2026-12-02', '9999-01-01'])
    expect(() => requireReconcilable(day, at)).toThrow('day');
});
