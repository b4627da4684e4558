import { beforeEach, describe, expect, test } from 'vitest';
import { digest } from '../../shared/data/audit-append.ts';
import { type Move, move } from '../../shared/data/ledger.ts';
import { listUncounted, noteCounted, tally } from '../../shared/data/tallying.ts';
import * as totals from '../../shared/data/totals.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { commit } from '../../shared/data/write.ts';
import { post } from '../../shared/domain/ledger/posting.ts';
import { totalsOf } from '../../shared/domain/ledger/totals.ts';
import { tallyWork } from '../../shared/pipeline/tally-work.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

/** A day on which no other test moves money. */
let days = 0;
let day: string;
let at: Date;
beforeEach(() => {
  day = new Date(Date.UTC(2101, 0, ++days)).toISOString().slice(0, 10);
  at = new Date(`${day}T09:00:00.000Z`);
});

const about = { kind: 'payment', id: 'test' };
const topUp = (kobo: number): Move => ({
  movement: { kind: 'top-up', kobo },
  cause: `test#${freshId('doc')}`,
  about,
});
const charge = (kobo: number): Move => ({
  movement: { kind: 'charge', kobo, source: 'documents' },
  cause: `test#${freshId('doc')}`,
  about,
  plan: 'pro',
});

const movementsOn = async (from: string, to = from) => {
  const byDay = await totals.dailyFigures(from, to);
  return [...byDay].map(([date, figures]) => [date, totalsOf(figures).movements] as const);
};

const added = (count: number, kobo: number) => [
  [day, [expect.objectContaining({ kind: 'top-up', entries: count, kobo })]],
];

describe('the totals of a day', () => {
  test('hold each entry once, however often and by however many an account is looked at', async () => {
    const accountId = freshId('acc');
    for (let round = 1; round <= 3; round++) {
      await move(accountId, [topUp(100), topUp(100)], at);
      await Promise.all(Array.from({ length: 5 }, () => tally(accountId)));
      expect(await movementsOn(day)).toEqual(added(2 * round, 200 * round));
    }
    expect(await tally(accountId)).toMatchObject({ counted: 0, wallet: { revision: 6 } });
  });

  test('get what nobody was told of, over several blocks and transactions', async () => {
    const accountId = freshId('acc');
    const moves = Array.from({ length: 20 }, () => topUp(1));
    for (let round = 0; round < 10; round++)
      await move(
        accountId,
        moves.map(() => topUp(1)),
        at,
      );
    await Promise.all([tally(accountId), tally(accountId)]);
    expect(await movementsOn(day)).toEqual(added(200, 200));
  });

  test('say what was earned, on which plan', async () => {
    const accountId = freshId('acc');
    await move(accountId, [topUp(100), charge(30)], at);
    await tally(accountId);
    const figures = (await totals.dailyFigures(day, day)).get(day) ?? new Map();
    expect(totalsOf(figures).revenue).toEqual([
      { plan: 'pro', source: 'documents', earnedKobo: 30, refundedKobo: 0 },
    ]);
  });

  test('get nothing of an account that nobody knows', async () => {
    expect(await tally(freshId('acc'))).toMatchObject({ counted: 0, wallet: { revision: 0 } });
    expect(await movementsOn(day)).toEqual([]);
  });
});

describe('a ledger that does not add up', () => {
  test('is counted up to what is wrong, and says so', async () => {
    const accountId = freshId('acc');
    await move(accountId, [topUp(100)], at);
    const { wallet } = await tally(accountId);
    const occasion = { at: at.toISOString(), cause: `test#${freshId('doc')}`, about };
    const posted = post(wallet, { kind: 'top-up', kobo: 50 }, occasion, digest);
    const altered = { ...posted.entry, content: { ...posted.entry.content, reason: 'Not what was noted' } };
    expect(await commit([wallets.moveOf(wallet, posted.wallet), wallets.insertionOf(altered)])).toBe(true);
    await expect(tally(accountId)).rejects.toThrow('is broken at entry 2: It was altered.');
    expect(await movementsOn(day)).toEqual(added(1, 100));
  });

  test('is noticed when the wallet was changed without an entry', async () => {
    const accountId = freshId('acc');
    await move(accountId, [topUp(100)], at);
    const { wallet } = await tally(accountId);
    expect(await commit([wallets.Wallets.replacement(wallet, { ...wallet, availableKobo: 1_000_000 })])).toBe(
      true,
    );
    await expect(tally(accountId)).rejects.toThrow('The wallet is not what its entries make.');
  });
});

describe('the clock', () => {
  const isListed = async (accountId: string): Promise<boolean> => {
    const muchLater = new Date(at.getTime() + 24 * 60 * 60_000);
    const found = await listUncounted(muchLater, 10_000, () => {});
    return found.some((wallet) => wallet.accountId === accountId);
  };

  test('looks at a wallet that has moved until that is counted, and again when it moves in the same moment', async () => {
    const accountId = freshId('acc');
    await move(accountId, [topUp(1)], at);
    expect(await isListed(accountId)).toBe(true);
    await tallyWork.handle(await wallets.read(accountId));
    expect(await isListed(accountId)).toBe(false);
    await move(accountId, [topUp(1)], at);
    expect(await isListed(accountId)).toBe(true);
    await tallyWork.handle(await wallets.read(accountId));
    expect(await movementsOn(day)).toEqual(added(2, 2));
  });

  test('goes on looking when the wallet moved while it was counted', async () => {
    const accountId = freshId('acc');
    await move(accountId, [topUp(1)], at);
    const { wallet } = await tally(accountId);
    await move(accountId, [topUp(1)], at);
    expect(await noteCounted(wallet)).toBe(false);
    expect(await isListed(accountId)).toBe(true);
  });

  test('does not look before the stream had its time', async () => {
    const accountId = freshId('acc');
    await move(accountId, [topUp(1)], at);
    const soon = await listUncounted(new Date(at.getTime() + 9 * 60_000), 10_000, () => {});
    expect(soon.map((wallet) => wallet.accountId)).not.toContain(accountId);
  });
});
