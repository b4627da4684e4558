import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Move, move } from '../../shared/data/ledger.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { Fault } from '../../shared/domain/fault.ts';
import type { Movement } from '../../shared/domain/ledger/posting.ts';
import { ledgerOf } from '../support/money.ts';
import { freshId, useTable } from '../support/table.ts';
import { crashAt, noMoreCrashes } from '../support/table-crash.ts';

useTable();

const at = new Date('2026-03-01T09:00:00.000Z');
const later = '2026-03-01T10:00:00.000Z';

const about = { kind: 'document', id: freshId('doc') };

const topUp = (kobo: number, cause = `test#${freshId('doc')}`): Move => ({
  movement: { kind: 'top-up', kobo },
  cause,
  about,
});

const holdOf = (holdId: string, kobo: number): Move => ({
  movement: { kind: 'hold', kobo },
  cause: `hold#${holdId}`,
  about,
  holdId,
  opening: { dueAt: later },
});

const settle = (holdId: string, movement: Movement, part = holdId): Move => ({
  movement,
  cause: `settle#${part}`,
  about,
  holdId,
});

const balanceOf = async (accountId: string): Promise<number[]> => {
  const { availableKobo, heldKobo, owedKobo } = await wallets.read(accountId);
  return [availableKobo, heldKobo, owedKobo];
};

describe('moving money', () => {
  test('changes wallet, ledger and hold together', async () => {
    const accountId = freshId('acc');
    const holdId = freshId('doc');
    await move(accountId, [topUp(1000)], at);
    await move(accountId, [holdOf(holdId, 600)], at);
    expect(await balanceOf(accountId)).toEqual([400, 600, 0]);
    await move(
      accountId,
      [
        settle(holdId, { kind: 'capture', kobo: 400, source: 'documents' }, `${holdId}-1`),
        settle(holdId, { kind: 'release', kobo: 200 }, `${holdId}-2`),
      ],
      at,
    );
    expect(await balanceOf(accountId)).toEqual([600, 0, 0]);
    expect(await wallets.findHold(accountId, holdId)).toMatchObject({
      kobo: 600,
      capturedKobo: 400,
      releasedKobo: 200,
    });
    const kinds = (await ledgerOf(accountId)).map(({ content: { kind } }) => kind);
    expect(kinds).toEqual(['top-up', 'hold', 'capture', 'release']);
  });

  test('once for each cause, whatever comes with it', async () => {
    const [accountId, other] = [freshId('acc'), freshId('acc')];
    const cause = `test#${freshId('doc')}`;
    const first = await move(accountId, [topUp(1000, cause)], at);
    if (first.outcome !== 'moved') throw new Error(first.outcome);
    for (const [who, kobo] of [
      [accountId, 1000],
      [accountId, 5],
      [other, 1000],
    ] as const)
      expect(await move(who, [topUp(kobo, cause)], at)).toEqual({
        outcome: 'repeated',
        entry: expect.objectContaining({ hash: first.entries[0]?.hash }),
      });
    expect(await balanceOf(accountId)).toEqual([1000, 0, 0]);
    expect(await balanceOf(other)).toEqual([0, 0, 0]);
  });

  test('of several at once moves all or none', async () => {
    const accountId = freshId('acc');
    const made = topUp(10);
    await move(accountId, [made], at);
    expect(await move(accountId, [topUp(1), made], at)).toMatchObject({ outcome: 'repeated' });
    expect(await balanceOf(accountId)).toEqual([10, 0, 0]);
  });

  test('that is not there is refused, and leaves nothing behind', async () => {
    const accountId = freshId('acc');
    await move(accountId, [topUp(100)], at);
    await expect(move(accountId, [holdOf(freshId('doc'), 101)], at)).rejects.toMatchObject({
      code: 'insufficient-funds',
    });
    expect(await ledgerOf(accountId)).toHaveLength(1);
  });

  test('already held for this very cause is a repetition, not a lack of money', async () => {
    const accountId = freshId('acc');
    const hold = holdOf(freshId('doc'), 100);
    await move(accountId, [topUp(100)], at);
    await move(accountId, [hold], at);
    expect(await move(accountId, [hold], at)).toMatchObject({ outcome: 'repeated' });
    expect(await balanceOf(accountId)).toEqual([0, 100, 0]);
  });

  test('out of a hold that has ended is a repetition for the one that ended it, and a defect for others', async () => {
    const accountId = freshId('acc');
    const holdId = freshId('doc');
    await move(accountId, [topUp(200), holdOf(holdId, 100)], at);
    const release = settle(holdId, { kind: 'release', kobo: 100 });
    await move(accountId, [release], at);
    await move(accountId, [holdOf(freshId('doc'), 100)], at);
    const capture = settle(holdId, { kind: 'capture', kobo: 100, source: 'documents' });
    expect(await move(accountId, [capture], at)).toMatchObject({
      outcome: 'repeated',
      entry: { content: { kind: 'release' } },
    });
    const another = { ...capture, cause: `test#${freshId('doc')}` };
    await expect(move(accountId, [another], at)).rejects.toThrow('does not fit hold');
    expect(await balanceOf(accountId)).toEqual([100, 100, 0]);
  });

  test('together with what has changed meanwhile moves nothing', async () => {
    const accountId = freshId('acc');
    await move(accountId, [topUp(100)], at);
    const wallet = await wallets.read(accountId);
    const stale = wallets.Holds.replacement(
      {
        accountId,
        holdId: 'hold_none',
        kobo: 1,
        capturedKobo: 0,
        releasedKobo: 0,
        about,
        createdAt: later,
        revision: 1,
      },
      {
        accountId,
        holdId: 'hold_none',
        kobo: 1,
        capturedKobo: 1,
        releasedKobo: 0,
        about,
        createdAt: later,
        revision: 2,
      },
    );
    expect(await move(accountId, [topUp(5)], at, [stale])).toEqual({ outcome: 'lost' });
    expect(await wallets.read(accountId)).toEqual(wallet);
  });
});

/** The same modules as other containers have them: each knows nothing of what the others do. */
async function containers(count: number): Promise<(typeof move)[]> {
  const all: (typeof move)[] = [];
  for (let index = 0; index < count; index++) {
    vi.resetModules();
    all.push((await import('../../shared/data/ledger.ts')).move);
  }
  return all;
}

describe('many at the same moment, from many containers', () => {
  test('spend what is there, to the last kobo and no further', async () => {
    const accountId = freshId('acc');
    await move(accountId, [topUp(50 * 5000)], at);
    const moves = await containers(8);
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        moves[index % moves.length]?.(accountId, [holdOf(freshId('doc'), 5000)], at).then(
          (moved) => moved.outcome,
          (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
        ),
      ),
    );
    expect(results.filter((result) => result === 'moved')).toHaveLength(50);
    expect(results.filter((result) => result === 'insufficient-funds')).toHaveLength(150);
    expect(await balanceOf(accountId)).toEqual([0, 50 * 5000, 0]);
    expect(await ledgerOf(accountId)).toHaveLength(51);
  });

  test('with one cause move money once', async () => {
    const accountId = freshId('acc');
    const moves = await containers(8);
    const only = topUp(100);
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, index) => moves[index % moves.length]?.(accountId, [only], at)),
    );
    expect(results.filter((result) => result?.outcome === 'moved')).toHaveLength(1);
    expect(results.filter((result) => result?.outcome === 'repeated')).toHaveLength(99);
    expect(await balanceOf(accountId)).toEqual([100, 0, 0]);
  });

  test('a worker that captures and a clock that releases: one of them wins', async () => {
    const accountId = freshId('acc');
    await move(accountId, [topUp(10_000)], at);
    const [worker = move, clock = move] = await containers(2);
    for (let round = 0; round < 10; round++) {
      const holdId = freshId('doc');
      await move(accountId, [holdOf(holdId, 100)], at);
      const results = await Promise.all([
        worker(accountId, [settle(holdId, { kind: 'capture', kobo: 100, source: 'documents' })], at),
        clock(accountId, [settle(holdId, { kind: 'release', kobo: 100 })], at),
      ]);
      expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['moved', 'repeated']);
    }
    const [available = 0, held] = await balanceOf(accountId);
    const captures = (await ledgerOf(accountId)).filter(({ content: { kind } }) => kind === 'capture');
    expect(held).toBe(0);
    expect(available).toBe(10_000 - 100 * captures.length);
  });
});

describe('a crash', () => {
  afterEach(noMoreCrashes);

  /** As a queue does: again and again until it is done. */
  async function delivered(accountId: string, one: Move): Promise<void> {
    for (let delivery = 0; delivery < 3; delivery++) {
      try {
        await move(accountId, [one], at);
        return;
      } catch (error) {
        if (error instanceof Fault || !(error instanceof Error) || error.message !== 'crashed') throw error;
      }
    }
  }

  /** A history in which everything happens once; each step may be delivered several times. */
  async function history(accountId: string): Promise<void> {
    const [first, second] = [freshId('doc'), freshId('doc')];
    const steps = [
      topUp(1000),
      holdOf(first, 300),
      holdOf(second, 200),
      settle(first, { kind: 'capture', kobo: 300, source: 'documents' }),
      settle(second, { kind: 'release', kobo: 200 }),
    ];
    for (const step of steps) await delivered(accountId, step);
  }

  test('at any call of the table, before or after it, moves everything once', async () => {
    const counted = crashAt(0, 'before');
    await history(freshId('acc'));
    const calls = counted();
    expect(calls).toBeGreaterThanOrEqual(10);
    for (let call = 1; call <= calls; call++)
      for (const when of ['before', 'after'] as const) {
        const accountId = freshId('acc');
        crashAt(call, when);
        await history(accountId);
        noMoreCrashes();
        expect(await balanceOf(accountId)).toEqual([700, 0, 0]);
        expect(await ledgerOf(accountId)).toHaveLength(5);
      }
  });
});
