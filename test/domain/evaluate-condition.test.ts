import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { evaluate } from '../../shared/domain/evaluate-condition.ts';
import { parseCondition } from '../../shared/domain/parse-condition.ts';

const decide = (condition: string, values: Record<string, unknown>) =>
  evaluate(parseCondition(condition), (name) => values[name]);

describe('a condition', () => {
  test.each<[string, Record<string, unknown>]>([
    ['status = "paid"', { status: 'paid' }],
    ['status = "paid"', { status: '  PAID ' }],
    ['status != "paid"', { status: 'open' }],
    ['status != "paid"', {}],
    ['status = ""', {}],
    ['status = ""', { status: ' ' }],
    ['amount = 1000', { amount: '1,000.00' }],
    ['amount = "1000"', { amount: 1000 }],
    ['amount > 999', { amount: '1,000' }],
    ['amount >= 1000 and amount <= 1000', { amount: 1000 }],
    ['amount > 0.1', { amount: 0.3 }],
    ['1000 < amount', { amount: 1001 }],
    ['due = "2026-11-20"', { due: '20 November 2026' }],
    ['due < "2026-12-01"', { due: '20/11/2026' }],
    ['due >= signed', { due: '2027-01-01', signed: '31/12/2026' }],
    ['married = yes', { married: true }],
    ['married = yes', { married: 'Yes' }],
    ['married = "yes"', { married: true }],
    ['married = no', { married: 0 }],
    ['married = no', {}],
    ['married != yes', { married: 'perhaps' }],
    ['a = b', { a: 'x', b: 'X' }],
    ['a = b', {}],
    ['urgent', { urgent: true }],
    ['items', { items: [{}] }],
    ['not items', { items: [] }],
    ['not urgent', {}],
    ['a or b and c', { a: true }],
    ['not (a and b)', { a: true, b: false }],
    ['a != "x"', { a: ['x'] }],
  ])('%s holds for %j', (condition, values) => {
    expect(decide(condition, values)).toBe(true);
  });

  test.each<[string, Record<string, unknown>]>([
    ['status = "paid"', { status: 'unpaid' }],
    ['status = "pa id"', { status: 'pa  id' }],
    ['amount = 1000', { amount: 'thousand' }],
    ['amount < 1', {}],
    ['amount > 1', { amount: '' }],
    ['married = yes', { married: 'no' }],
    ['married = no', { married: 'perhaps' }],
    ['married = yes', { married: [true] }],
    ['urgent', { urgent: 0 }],
    ['a and b', { a: true }],
    ['a = "[object Object]"', { a: {} }],
  ])('%s does not hold for %j', (condition, values) => {
    expect(decide(condition, values)).toBe(false);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['amount > 5', { amount: 'ten' }, '“ten” and “5” are not two numbers or two dates.'],
    ['not (amount > 5)', { amount: true }, '“true” and “5” are not two numbers or two dates.'],
    ['due < "2026-01-01"', { due: 5 }, '“5” and “2026-01-01” are not two numbers or two dates.'],
    ['amount > 5', { amount: [] }, 'a list and “5” are not two numbers or two dates.'],
    ['amount > 5', { amount: {} }, 'a group and “5” are not two numbers or two dates.'],
  ])('%s cannot be decided for %j', (condition, values, problem) => {
    expect(decide(condition, values)).toEqual({ problem });
  });

  it('does not look at what no longer matters', () => {
    expect(decide('urgent or amount > 5', { urgent: true, amount: 'ten' })).toBe(true);
    expect(decide('urgent and amount > 5', { urgent: false, amount: 'ten' })).toBe(false);
  });

  it('puts numbers in order exactly', () => {
    const pair = fc.tuple(fc.integer(), fc.integer(), fc.integer({ min: 0, max: 6 }));
    fc.assert(
      fc.property(pair, ([one, other, places]) => {
        const values = { a: (one / 10 ** places).toFixed(places), b: (other / 10 ** places).toFixed(places) };
        expect(decide('a < b', values)).toBe(one < other);
        expect(decide('a = b', values)).toBe(one === other);
      }),
    );
  });
});
