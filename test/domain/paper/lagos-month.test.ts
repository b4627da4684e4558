import { expect, test } from 'vitest';
import {
  dayName,
  momentsOfMonth,
  monthName,
  monthPattern,
  shortDay,
} from '../../../shared/domain/lagos-month.ts';

test('a month begins and ends at midnight in Lagos', () => {
  expect(momentsOfMonth('2026-11')).toEqual({
    from: '2026-10-31T23:00:00.000Z',
    to: '2026-11-30T22:59:59.999Z',
  });
  expect(momentsOfMonth('2026-12').to).toBe('2026-12-31T22:59:59.999Z');
  expect(momentsOfMonth('2028-02').to).toBe('2028-02-29T22:59:59.999Z');
});

test('months and days have names', () => {
  expect([monthName('2026-11'), dayName('2026-03-09'), shortDay('2026-12-31')]).toEqual([
    'November 2026',
    '9 March 2026',
    '31 Dec 2026',
  ]);
});

test.each(['2026-00', '2026-13', '2026-1', '26-11', '0000-01', '2026-11-01', ' 2026-11', '2026/11'])(
  '%s is no month',
  (text) => {
    expect(monthPattern.test(text)).toBe(false);
  },
);
