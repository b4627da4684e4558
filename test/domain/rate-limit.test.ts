import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countedUntil,
  isWithin,
  type Limit,
  limitCategories,
  limitOf,
  standingOf,
  tooOften,
  type Window,
  windowAt,
} from '../../shared/domain/rate-limit.ts';

const at = (second: number): Date => new Date(second * 1000);

describe('the limits', () => {
  test('are those of the source systems on the free plan, and one for webhooks', () => {
    const limits = Object.fromEntries(
      limitCategories.map((category) => [category, limitOf(category, 'free', 1)]),
    );
    expect(limits).toEqual({
      default: { most: 100, seconds: 60 },
      login: { most: 5, seconds: 60 },
      registration: { most: 3, seconds: 60 },
      'template-creation': { most: 10, seconds: 3600 },
      generation: { most: 100, seconds: 3600 },
      webhook: { most: 1000, seconds: 60 },
    });
  });

  test('are the same on plans that are paid for, but for generation, which is unlimited', () => {
    for (const category of limitCategories) {
      const expected = category === 'generation' ? undefined : limitOf(category, 'free', 1);
      expect(limitOf(category, 'pro', 1)).toEqual(expected);
    }
  });

  test('are multiplied by the factor of the stage, and their windows are not', () => {
    expect(limitOf('login', 'free', 250)).toEqual({ most: 1250, seconds: 60 });
  });
});

describe('windows', () => {
  test('begin with the minute or the hour, whoever counts', () => {
    const login = { most: 5, seconds: 60 };
    expect(windowAt(login, at(120))).toEqual({ index: 2, elapsed: 0 });
    expect(windowAt(login, at(165))).toEqual({ index: 2, elapsed: 45_000 });
    expect(windowAt({ most: 10, seconds: 3600 }, at(3600 * 7 + 900))).toEqual({ index: 7, elapsed: 900_000 });
  });

  test('are asked for until the next one is over', () => {
    expect(countedUntil({ most: 5, seconds: 60 }, { index: 2, elapsed: 30_000 })).toBe(240);
  });
});

/** Counters as the table would keep them, asked one request after the other. */
function counters(limit: Limit) {
  const counts = new Map<number, number>();
  const tallyAt = ({ index }: Window) => ({
    previous: counts.get(index - 1) ?? 0,
    current: counts.get(index) ?? 0,
  });
  return {
    standing: (second: number) => {
      const window = windowAt(limit, at(second));
      return standingOf(limit, window, tallyAt(window));
    },
    ask(second: number): boolean {
      const window = windowAt(limit, at(second));
      const { previous, current } = tallyAt(window);
      if (current >= limit.most || !isWithin(limit, window, { previous, current: current + 1 })) return false;
      counts.set(window.index, current + 1);
      return true;
    },
  };
}

const someLimit = fc.record({ most: fc.integer({ min: 1, max: 120 }), seconds: fc.constantFrom(60, 3600) });

/** Seconds between requests, some of them in bursts. */
const somePauses = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 200, noNaN: true })), {
  minLength: 1,
  maxLength: 300,
});

describe('a subject', () => {
  test('is let in exactly as often as the limit says within one window', () => {
    for (const category of limitCategories) {
      const limit = limitOf(category, 'free', 1) ?? { most: 0, seconds: 0 };
      const { ask } = counters(limit);
      const outcomes = Array.from({ length: limit.most + 5 }, () => ask(7200));
      expect(outcomes.filter(Boolean)).toHaveLength(limit.most);
      expect(outcomes.lastIndexOf(true)).toBe(limit.most - 1);
    }
  });

  test('does not get the limit twice by waiting for the end of a window', () => {
    const { ask } = counters({ most: 5, seconds: 60 });
    expect(Array.from({ length: 5 }, () => ask(119))).toEqual([true, true, true, true, true]);
    expect(ask(120)).toBe(false);
    expect(ask(131)).toBe(false);
    expect(ask(132)).toBe(true);
    expect(ask(133)).toBe(false);
  });

  test('has all of it again when nothing came for two windows', () => {
    const { ask, standing } = counters({ most: 3, seconds: 60 });
    for (let count = 0; count < 3; count++) ask(10);
    expect(standing(130).remaining).toBe(3);
  });

  test('is never let in more often in a window than the limit says, whatever the pauses', () => {
    fc.assert(
      fc.property(someLimit, somePauses, (limit, pauses) => {
        const { ask } = counters(limit);
        const passed = new Map<number, number>();
        let second = 1_000_000;
        for (const pause of pauses) {
          second += pause;
          const { index } = windowAt(limit, at(second));
          if (ask(second)) passed.set(index, (passed.get(index) ?? 0) + 1);
        }
        for (const count of passed.values()) expect(count).toBeLessThanOrEqual(limit.most);
      }),
    );
  });

  test('that is refused is told when it is let in again, and not before', () => {
    fc.assert(
      fc.property(someLimit, somePauses, (limit, pauses) => {
        const { ask, standing } = counters(limit);
        let second = 1_000_000;
        for (const pause of pauses) {
          second = Math.round(second + pause);
          if (ask(second)) continue;
          const { remaining, resetAfter } = standing(second);
          expect(remaining).toBe(0);
          expect(resetAfter).toBeGreaterThanOrEqual(1);
          expect(standing(second + resetAfter).remaining).toBeGreaterThanOrEqual(1);
          if (resetAfter > 1) expect(standing(second + resetAfter - 1).remaining).toBe(0);
          second += resetAfter;
          expect(ask(second)).toBe(true);
        }
      }),
    );
  });

  test('that is not refused is told how many more would be let in at that moment', () => {
    fc.assert(
      fc.property(someLimit, somePauses, (limit, pauses) => {
        const { ask, standing } = counters(limit);
        let second = 1_000_000;
        for (const pause of pauses) {
          second += pause;
          ask(second);
        }
        const { remaining } = standing(second);
        const more = Array.from({ length: remaining + 1 }, () => ask(second));
        expect(more.filter(Boolean)).toHaveLength(remaining);
      }),
    );
  });
});

describe('the refusal', () => {
  const standing = (most: number, seconds: number, resetAfter: number) =>
    tooOften({ limit: { most, seconds }, remaining: 0, resetAfter });

  test('says in words what is allowed and when to come back', () => {
    expect(standing(5, 60, 42)).toBe('Only 5 such requests are allowed a minute. Try again in 42 seconds.');
    expect(standing(10, 3600, 1)).toBe('Only 10 such requests are allowed an hour. Try again in 1 second.');
    expect(standing(1, 5, 2)).toBe('Only 1 such request is allowed in 5 seconds. Try again in 2 seconds.');
  });
});
