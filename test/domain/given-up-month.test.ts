import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { creditFor, timeDecidesUpTo } from '../../shared/domain/billing-period.ts';
import { givenBack, handedOn } from '../../shared/domain/given-up-month.ts';

const counts = fc.integer({ min: -50, max: 600 });
const bounds = fc.oneof(fc.nat(500), fc.constant(Number.MAX_SAFE_INTEGER));

describe('a month that is given up', () => {
  test.each([
    [300, 250, 50],
    [250, 250, 0],
    [0, 250, 0],
    [-3, 250, -3],
    [700, Number.MAX_SAFE_INTEGER, 0],
  ])('with %i used, of which %i took nothing off its credit, hands on %i', (used, most, on) => {
    expect(handedOn(used, most)).toBe(on);
  });

  test('hands on the same, in whatever steps documents come to nothing', () => {
    fc.assert(
      fc.property(counts, bounds, fc.array(fc.integer({ min: 1, max: 100 })), (used, most, steps) => {
        let left = used;
        let on = 0;
        for (const count of steps) {
          on += givenBack({ used: left, timeDecidesUpTo: most }, count).on;
          left -= count;
        }
        expect(handedOn(used, most) - on).toBe(handedOn(left, most));
      }),
    );
  });

  test('hands on the same for any number used that it says so of, as others give back at the same moment', () => {
    fc.assert(
      fc.property(
        counts,
        bounds,
        fc.integer({ min: 1, max: 100 }),
        fc.integer(),
        (used, bound, count, any) => {
          const { on, least, most } = givenBack({ used, timeDecidesUpTo: bound }, count);
          expect([least <= used, used <= most]).toEqual([true, true]);
          const other = Math.min(Math.max(any, least), most);
          expect(handedOn(other, bound) - handedOn(other - count, bound)).toBe(on);
        },
      ),
    );
  });

  test('hands on what its credit was less for, to the worth of one document', () => {
    const period = { from: '2026-11-01T09:00:00.000Z', until: '2026-12-01T09:00:00.000Z' };
    const [worth, included] = [1_500_000, 500];
    const used = fc.integer({ min: 0, max: included });
    fc.assert(
      fc.property(used, used, fc.nat(30 * 24 * 60 - 60), (credited, delivered, minutes) => {
        const at = new Date(Date.parse(period.from) + minutes * 60_000);
        const creditOf = (documents: number) => creditFor(worth, period, { included, used: documents }, at);
        const most = timeDecidesUpTo(worth, period, included, at);
        const on = handedOn(delivered, most) - handedOn(credited, most);
        const document = worth / included;
        const wrong = creditOf(credited) - creditOf(delivered) - on * document;
        expect(Math.abs(wrong)).toBeLessThanOrEqual(document);
      }),
    );
  });
});
