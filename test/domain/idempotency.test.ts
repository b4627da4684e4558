import { describe, expect, test } from 'vitest';
import {
  beginRequest,
  concludeRequest,
  interrupt,
  judgeRepeat,
  takeOver,
} from '../../shared/domain/idempotency.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const later = (ms: number): Date => new Date(at.getTime() + ms);
const day = 24 * 60 * 60_000;

const begun = beginRequest(
  { accountId: 'acc_1', keyHash: 'hash', fingerprint: 'print', seed: 'seed' },
  at,
  11_000,
);

describe('a key that is known', () => {
  test('with another request is a mismatch, whatever became of the first', () => {
    for (const known of [begun, interrupt(begun), concludeRequest(begun, 'sealed')])
      expect(judgeRepeat(known, 'other', later(1))).toBe('mismatch');
  });

  test('is in progress while somebody may be working on it, and not a millisecond longer', () => {
    expect(judgeRepeat(begun, 'print', later(10_999))).toBe('in-progress');
    expect(judgeRepeat(begun, 'print', later(11_000))).toBe('go-on');
  });

  test('is gone on with at once when the attempt failed on our side', () => {
    expect(judgeRepeat(interrupt(begun), 'print', later(1))).toBe('go-on');
  });

  test('gets the answer that was kept', () => {
    expect(judgeRepeat(concludeRequest(begun, 'sealed'), 'print', later(1))).toBe('replay');
  });

  test('is made again when the answer was too large to keep', () => {
    const concluded = concludeRequest(begun, 'x'.repeat(300_001));
    expect(concluded.answer).toBeUndefined();
    expect(judgeRepeat(concluded, 'print', later(1))).toBe('go-on');
    expect(concludeRequest(begun, 'x'.repeat(300_000)).answer).toHaveLength(300_000);
  });

  test('is forgotten after thirty days, with another request too', () => {
    expect(judgeRepeat(begun, 'print', later(30 * day - 1000))).toBe('go-on');
    for (const print of ['print', 'other'])
      expect(judgeRepeat(begun, print, later(30 * day))).toBe('forgotten');
  });
});

test('whoever goes on keeps seed and beginning, so that the same things are made', () => {
  const mine = takeOver(interrupt(begun), later(5000), 11_000);
  expect(mine).toMatchObject({
    state: 'running',
    seed: begun.seed,
    startedAt: begun.startedAt,
    leaseUntil: later(16_000).toISOString(),
    revision: 3,
  });
});
