import { describe, expect, test } from 'vitest';
import type { Account } from '../../shared/domain/account.ts';
import type { Batch, BatchState } from '../../shared/domain/batch.ts';
import { cleaningOf } from '../../shared/domain/batch-cleaning.ts';
import { rerunFailed } from '../../shared/domain/batch-run.ts';
import { endedRun, newBatch } from '../support/batches.ts';

const start = new Date('2026-03-01T09:00:00.000Z');
const minute = 60_000;
const day = 24 * 60 * minute;
const later = (milliseconds: number): Date => new Date(start.getTime() + milliseconds);

const account = (retentionDays?: number): Account => ({
  accountId: 'acc_1',
  name: 'Test',
  kind: 'personal',
  plan: 'free',
  ownerId: 'usr_1',
  retentionDays,
  createdAt: start.toISOString(),
  revision: 1,
});

const batch = (state: BatchState, change: Partial<Batch> = {}): Batch =>
  newBatch({ state, ...change }, start);

const finished = batch('finished', { run: endedRun(start) });

describe('a batch that nobody went on with', () => {
  test.each<[BatchState, number]>([
    ['awaiting-upload', 30 * minute],
    ['rejected', 7 * day],
    ['mapped', 7 * day],
    ['checked', 7 * day],
  ])('and is "%s" is removed after %d ms, and not before', (state, time) => {
    expect(cleaningOf(batch(state), account(), later(time - 1))).toEqual({ does: 'leave' });
    expect(cleaningOf(batch(state), account(), later(time))).toEqual({ does: 'remove' });
  });

  test('and is paused is cancelled after 30 days: what was made stays, and its owner sees why the rest is not', () => {
    const paused = batch('paused');
    expect(cleaningOf(paused, account(), later(30 * day - 1))).toEqual({ does: 'leave' });
    expect(cleaningOf(paused, account(1), later(30 * day))).toMatchObject({
      does: 'cancel',
      next: { state: 'cancelled', revision: paused.revision + 1 },
    });
  });
});

test.each<BatchState>(['reading', 'checking', 'running'])('a batch that is "%s" is left alone', (state) => {
  expect(cleaningOf(batch(state), account(1), later(400 * day))).toEqual({ does: 'leave' });
});

test('a cancelled batch whose rows have not come to an end is left alone', () => {
  const { counts: _, finishedAt: __, ...run } = endedRun(start);
  expect(cleaningOf(batch('cancelled', { run }), account(1), later(400 * day))).toEqual({ does: 'leave' });
});

describe('a batch that has ended', () => {
  test('waits until its working files are due', () => {
    const waits = { does: 'wait', until: later(30 * day) };
    expect(cleaningOf(finished, account(), later(day))).toEqual(waits);
    expect(cleaningOf(finished, account(90), later(day))).toEqual(waits);
    expect(cleaningOf(finished, undefined, later(day))).toEqual(waits);
  });

  test('waits no longer than its account keeps documents', () => {
    expect(cleaningOf(finished, account(7), later(day))).toEqual({ does: 'wait', until: later(7 * day) });
    expect(cleaningOf(finished, account(7), later(7 * day))).toEqual({ does: 'remove' });
  });

  test('loses its working files after 30 days, and is kept as long as its account keeps documents', () => {
    expect(cleaningOf(finished, account(), later(30 * day))).toMatchObject({
      does: 'clear',
      next: { cleared: true, keepUntil: undefined, state: 'finished' },
    });
    expect(cleaningOf(finished, account(90), later(30 * day))).toMatchObject({
      does: 'clear',
      next: { cleared: true, keepUntil: later(90 * day).toISOString() },
    });
  });

  test('and was cleared goes when its account keeps it no longer, as the account says then', () => {
    const cleared = { ...finished, cleared: true, keepUntil: later(90 * day).toISOString() };
    expect(cleaningOf(cleared, account(90), later(90 * day))).toEqual({ does: 'remove' });
    expect(cleaningOf(cleared, account(), later(90 * day))).toMatchObject({
      does: 'keep',
      next: { keepUntil: undefined },
    });
    expect(cleaningOf(cleared, account(365), later(90 * day))).toMatchObject({
      does: 'keep',
      next: { keepUntil: later(365 * day).toISOString() },
    });
    expect(cleaningOf(cleared, account(90), later(89 * day))).toEqual({ does: 'leave' });
  });

  const { quote } = endedRun(later(0));

  test('and was cleared cannot run its failed rows again, and says what to do', () => {
    const price = { quote: { ...quote, documents: 1, totalKobo: 100 }, month: '2026-11' };
    expect(rerunFailed(finished, 100, price, later(day)).state).toBe('running');
    expect(() => rerunFailed({ ...finished, cleared: true }, 100, price, later(day))).toThrow(
      /Make a new batch/,
    );
  });
});
