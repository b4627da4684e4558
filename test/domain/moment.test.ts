import { expect, test } from 'vitest';
import { periodOf } from '../../shared/domain/moment.ts';

test('a period is from the first moment of what was named to the last', () => {
  const day = '2026-03-02';
  expect(periodOf({ from: day, to: day })).toEqual({
    from: '2026-03-02T00:00:00.000Z',
    to: '2026-03-02T23:59:59.999Z',
  });
  expect(periodOf({ to: '2026-03-02T10:00:00Z' })).toEqual({ to: '2026-03-02T10:00:00.000Z' });
  const moment = '2026-03-02T10:00:00Z';
  expect(periodOf({ from: moment, to: moment })).toMatchObject({ from: '2026-03-02T10:00:00.000Z' });
});

test.each([
  { from: '2026-03-02', to: '2026-03-01' },
  { from: '2026-03-02T10:00:00.001Z', to: '2026-03-02T10:00:00Z' },
])('%j ends before it begins, and is refused', (period) => {
  expect(() => periodOf(period)).toThrow(
    expect.objectContaining({
      code: 'invalid-request',
      fields: [expect.objectContaining({ field: 'from' })],
    }),
  );
});
