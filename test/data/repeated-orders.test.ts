import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as accounts from '../../shared/data/accounts.ts';
import { dynamo } from '../../shared/data/client.ts';
import * as documents from '../../shared/data/documents.ts';
import * as quotas from '../../shared/data/quota.ts';
import { withoutRemoved } from '../../shared/data/removed-documents.ts';
import { repeatMaking } from '../../shared/data/repeated-making.ts';
import { commit } from '../../shared/data/write.ts';
import {
  beginRendering,
  concludeRendering,
  type Document,
  failDocument,
  outOfTime,
} from '../../shared/domain/document.ts';
import { leftoverOf } from '../../shared/domain/leftover.ts';
import { insertCharged, leftFor } from '../../shared/pipeline/charging.ts';
import { storeMerged } from '../../shared/pipeline/merge-storing.ts';
import { accepted, payFromWallet, planQuoteFor, priceConditions } from '../../shared/pipeline/plan-buying.ts';
import { balanceOf, fund, ledgerOf } from '../support/money.ts';
import { newAccount, subscribe, subscriberOf } from '../support/plans.ts';
import { newDocument, useTable } from '../support/table.ts';

useTable();
process.env.FREE_DOCUMENTS = 'as-listed';

/** Kobo for one document beyond the 500 of the month. */
const price = 3000;

/** Kobo for one document on the free plan, which includes nothing in an organisation. */
const freePrice = 5000;

const at = new Date('2031-02-01T09:00:00.000Z');

let accountId: string;
beforeEach(async () => {
  accountId = await newAccount();
});

/** Somebody on a plan whose month has room for so many documents more. */
async function withRoomFor(count: number): Promise<void> {
  const { period } = await subscribe(accountId, 'pro');
  if (count < 500) expect(await commit([quotas.take(accountId, period.from, 500 - count, 500)])).toBe(true);
}

/** An order of documents, as each attempt at it asks for them: with the same ids, at another time. */
function orderOf(count: number): (mostKobo?: number) => Promise<Document[]> {
  const ordered = Array.from({ length: count }, () => newDocument({ accountId, at }));
  const made = new Set(ordered.map(({ documentId }) => documentId));
  return async (mostKobo) => {
    const account = await accounts.get(accountId);
    return repeatMaking(made, async () =>
      insertCharged(account, await withoutRemoved(ordered), at, mostKobo),
    );
  };
}

const koboOf = (some: readonly Document[]): (number | undefined)[] => some.map(({ charge }) => charge?.kobo);

const idsOf = (some: readonly Document[]): string[] => some.map(({ documentId }) => documentId);

const storedOf = (some: readonly Document[]): Promise<Document[]> =>
  documents.findMany(accountId, idsOf(some));

describe('an order that is repeated because its answer was lost', () => {
  test.each([0, 1_000_000])('costs nothing again where the month had room, with %i kobo', async (kobo) => {
    if (kobo > 0) await fund(accountId, kobo);
    await withRoomFor(3);
    const order = orderOf(3);
    const first = await order(0);
    const again = await order(0);
    expect(idsOf(again)).toEqual(idsOf(first));
    expect(koboOf(again)).toEqual([0, 0, 0]);
    expect(again.map(({ charge }) => charge?.month)).toEqual(first.map(({ charge }) => charge?.month));
    expect(await balanceOf(accountId)).toEqual({ available: kobo, held: 0 });
    expect(await quotas.usedIn(accountId, again[0]?.charge?.month ?? '')).toBe(500);
  });

  test('costs what it cost where a part was included, and the wallet is empty by now', async () => {
    await fund(accountId, 2 * price);
    await withRoomFor(1);
    const order = orderOf(3);
    expect(koboOf(await order(2 * price))).toEqual([0, price, price]);
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 2 * price });
    expect(koboOf(await order(2 * price))).toEqual([0, price, price]);
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 2 * price });
    expect((await ledgerOf(accountId)).map(({ content: { kind } }) => kind)).toEqual(['top-up', 'hold']);
  });

  test('shows what has become of it meanwhile', async () => {
    await withRoomFor(2);
    const order = orderOf(2);
    const [first] = await order();
    const failed = first && failDocument(first, outOfTime, at);
    if (!first || !failed) throw new Error('it was stored');
    await documents.replace(first, failed);
    const again = await order();
    expect(again).toEqual(await storedOf(again));
    expect(again.map(({ state }) => state)).toEqual(['failed', 'queued']);
  });
});

describe('documents that were removed after they were made', () => {
  async function removed(document: Document, when = at): Promise<void> {
    const left = leftoverOf(document, document.documentId, { folder: 'documents/test' }, when);
    expect(await documents.remove(document, left)).toBe(true);
  }

  test.each([0, 1])(
    'stay removed when their order is repeated, and cost nothing again, with %i left',
    async (left) => {
      await fund(accountId, 5 * price);
      await withRoomFor(1);
      const order = orderOf(3);
      await order();
      const stored = await storedOf(await order());
      for (const document of stored.slice(left)) await removed(document);
      const before = await balanceOf(accountId);
      const used = await quotas.usedIn(accountId, stored[0]?.charge?.month ?? '');
      const again = await order();
      expect(idsOf(again)).toEqual(idsOf(stored.slice(0, left)));
      expect(await storedOf(stored)).toHaveLength(left);
      expect(await balanceOf(accountId)).toEqual(before);
      expect(await quotas.usedIn(accountId, stored[0]?.charge?.month ?? '')).toBe(used);
    },
  );

  /** Has somebody remove a document right after the first look at something that this request does. */
  function removedAfterLook(isLook: (keys: string) => boolean, document: Document): () => boolean {
    let isRemoved = false;
    dynamo.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        if (!isRemoved && isLook(JSON.stringify(args.input))) {
          isRemoved = true;
          await removed(document);
        }
        return answer;
      },
      { step: 'initialize', name: 'remover', override: true },
    );
    return () => isRemoved;
  }

  test.each([
    ['the notes', 'removed#'],
    ['the documents', 'document#'],
  ])(
    'stay removed when that happens between two looks of the repetition: right after that at %s',
    async (_, sortPrefix) => {
      await fund(accountId, 2 * freePrice);
      const order = orderOf(2);
      const [first] = await storedOf(await order());
      if (!first) throw new Error('it was stored');
      const isDone = removedAfterLook(
        (input) => input.includes(`"sk":"${sortPrefix}`) && input.includes('RequestItems'),
        first,
      );
      await order().finally(() => dynamo.middlewareStack.remove('remover'));
      expect(isDone()).toBe(true);
      expect(await storedOf([first])).toEqual([]);
      expect(await balanceOf(accountId)).toEqual({ available: freePrice, held: freePrice });
      await ledgerOf(accountId);
    },
  );

  test('and merged from others stay removed, too; until then a repetition finds the one that was stored', async () => {
    const merged = newDocument({ accountId, at });
    const made = new Set([merged.documentId]);
    const store = () => repeatMaking(made, () => storeMerged(merged));
    expect(await store()).toEqual(merged);
    const failed = failDocument(merged, outOfTime, at);
    if (!failed) throw new Error('it was stored');
    await documents.replace(merged, failed);
    expect(await store()).toEqual(failed);
    const isDone = removedAfterLook((input) => input.includes(`document#${merged.documentId}`), failed);
    // Found, and removed at that moment.
    expect(await store().finally(() => dynamo.middlewareStack.remove('remover'))).toEqual(failed);
    expect([isDone(), await storedOf([merged])]).toEqual([true, []]);
    await expect(store()).rejects.toMatchObject({ code: 'not-found' });
    expect(await storedOf([merged])).toEqual([]);
  });

  const day = 24 * 60 * 60 * 1000;

  test.each([
    [30 * day - 1000, false],
    [30 * day, true],
  ])(
    'are not noted once their order cannot be repeated any more: %i ms later',
    async (later, isForgotten) => {
      await withRoomFor(1);
      const order = orderOf(1);
      const stored = await storedOf(await order());
      for (const document of stored) await removed(document, new Date(at.getTime() + later));
      const standing = await repeatMaking(new Set(), () => withoutRemoved(stored));
      expect(standing.length > 0).toBe(isForgotten);
    },
  );
});

describe('an order of which an earlier attempt has made a part', () => {
  /** The first documents of an order, stored as by an attempt that died after them. */
  async function partly(count: number, of: number) {
    const ordered = Array.from({ length: of }, () => newDocument({ accountId, at }));
    const account = await accounts.get(accountId);
    await insertCharged(account, ordered.slice(0, count), at);
    const made = new Set(idsOf(ordered));
    return {
      ordered,
      again: (mostKobo?: number) => repeatMaking(made, () => insertCharged(account, ordered, at, mostKobo)),
    };
  }

  test('has only the rest quoted and paid for', async () => {
    await fund(accountId, 3 * price);
    await withRoomFor(1);
    const { ordered, again } = await partly(2, 4);
    expect(await balanceOf(accountId)).toEqual({ available: 2 * price, held: price });
    const all = await again(3 * price);
    expect(idsOf(all)).toEqual(idsOf(ordered));
    expect(koboOf(all)).toEqual([0, price, price, price]);
    expect(await storedOf(ordered)).toHaveLength(4);
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 3 * price });
    await ledgerOf(accountId);
  });

  test('is not gone on with for more than was seen for all of it', async () => {
    await fund(accountId, 3 * price);
    await withRoomFor(1);
    const { ordered, again } = await partly(2, 4);
    await expect(again(3 * price - 1)).rejects.toMatchObject({ code: 'price-changed' });
    expect(await storedOf(ordered)).toHaveLength(2);
    expect(await balanceOf(accountId)).toEqual({ available: 2 * price, held: price });
  });

  test('is not gone on with without the money for the rest, and is with it', async () => {
    await fund(accountId, 2 * price);
    await withRoomFor(1);
    const { ordered, again } = await partly(2, 4);
    await expect(again()).rejects.toMatchObject({ code: 'insufficient-funds' });
    expect(await storedOf(ordered)).toHaveLength(2);
    await fund(accountId, price);
    expect(koboOf(await again())).toEqual([0, price, price, price]);
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 3 * price });
  });
});

test('an order whose document is stored right after it was looked for stores all others, and counts each once', async () => {
  const { period } = await subscribe(accountId, 'pro');
  const ordered = Array.from({ length: 3 }, () => newDocument({ accountId, at }));
  const account = await accounts.get(accountId);
  let looked = 0;
  dynamo.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      // The other one looks, too: only the first look is followed by it.
      if ('RequestItems' in args.input && ++looked === 1)
        await insertCharged(account, ordered.slice(0, 1), at);
      return answer;
    },
    { step: 'initialize', name: 'other', override: true },
  );
  const order = repeatMaking(new Set(idsOf(ordered)), () => insertCharged(account, ordered, at));
  const made = await order.finally(() => dynamo.middlewareStack.remove('other'));
  expect(looked).toBeGreaterThan(1);
  expect(idsOf(made)).toEqual(idsOf(ordered));
  expect(idsOf(await storedOf(ordered)).toSorted()).toEqual(idsOf(ordered).toSorted());
  expect(await quotas.usedIn(accountId, period.from)).toBe(3);
});

test('an order that has read the account before a dearer plan was taken is quoted again in the new month', async () => {
  await fund(accountId, 10_000_000);
  const { period } = await subscribe(accountId, 'pro');
  const before = await subscriberOf(accountId);
  const { quote, used } = await planQuoteFor(before, 'business', at);
  const upgraded = accepted(before, quote, before.subscription, at);
  const conditions = priceConditions(before, quote, { used, next: upgraded });
  expect(await payFromWallet(before, upgraded, { totalKobo: quote.totalKobo, conditions }, at)).toBe(true);
  const made = await insertCharged(before.account, [newDocument({ accountId, at })], at, 0);
  expect(made[0]?.charge).toMatchObject({ kobo: 0, plan: 'business', month: at.toISOString() });
  expect(await quotas.usedIn(accountId, period.from)).toBe(0);
  expect(await quotas.usedIn(accountId, at.toISOString())).toBe(1);
});

test('documents that were being made at an upgrade and fail are included in the new month besides its own', async () => {
  await fund(accountId, 20_000_000);
  const { period } = await subscribe(accountId, 'pro');
  // More than a day's share of the month, so that each further one makes the credit less.
  expect(await commit([quotas.take(accountId, period.from, 100, 500)])).toBe(true);
  const before = await subscriberOf(accountId);
  const made = await insertCharged(
    before.account,
    [1, 2].map(() => newDocument({ accountId, at })),
    at,
    0,
  );
  const { quote, used } = await planQuoteFor(before, 'business', at);
  const next = accepted(before, quote, before.subscription, at);
  const conditions = priceConditions(before, quote, { used, next });
  expect(await payFromWallet(before, next, { totalKobo: quote.totalKobo, conditions }, at)).toBe(true);
  for (const document of made) {
    const failed = failDocument(document, outOfTime, at);
    if (failed) expect(await documents.replace(document, failed)).toBe(true);
  }
  expect(await quotas.usedIn(accountId, period.from)).toBe(100);
  const { account } = await subscriberOf(accountId);
  const { room, left } = await leftFor(account, at);
  expect(left - room).toBe(2);
  await insertCharged(account, [newDocument({ accountId, at })], at, 0);
  expect(await quotas.usedIn(accountId, at.toISOString())).toBe(-1);
});

test('documents that were asked for on the last day before an upgrade and deleted after it leave the new month as it is', async () => {
  const lastDay = new Date('2031-02-27T09:00:00.000Z');
  await fund(accountId, 20_000_000);
  await subscribe(accountId, 'pro');
  const before = await subscriberOf(accountId);
  const order = [1, 2, 3].map(() => newDocument({ accountId, at: lastDay }));
  const made = await insertCharged(before.account, order, lastDay, 0);
  const { quote, used } = await planQuoteFor(before, 'business', lastDay);
  const next = accepted(before, quote, before.subscription, lastDay);
  const conditions = priceConditions(before, quote, { used, next });
  expect(await payFromWallet(before, next, { totalKobo: quote.totalKobo, conditions }, lastDay)).toBe(true);
  for (const document of made) {
    const left = leftoverOf(document, document.documentId, { folder: 'documents/test' }, lastDay);
    expect(await documents.remove(document, left)).toBe(true);
  }
  const { room, left } = await leftFor((await subscriberOf(accountId)).account, lastDay);
  expect(left).toBe(room);
});

describe('an order that takes several transactions', () => {
  const count = 60;

  afterEach(() => void dynamo.middlewareStack.remove('fault'));

  /**
   * The second transaction fails, and the process dies at a call after that, of those that take the first one back; for 0 it lives
   * on. Tells how many calls there were.
   */
  function failing(deathAt: number, when: 'before' | 'after'): () => number {
    let transactions = 0;
    let calls = 0;
    dynamo.middlewareStack.add(
      (next) => async (args) => {
        const isFailed = transactions >= 2;
        if (!isFailed && 'TransactItems' in args.input && ++transactions === 2)
          throw new Error('socket hang up');
        if (!isFailed) return next(args);
        calls += 1;
        if (deathAt > 0 && (calls > deathAt || (calls === deathAt && when === 'before')))
          throw new Error('dead');
        const answer = await next(args);
        if (calls === deathAt) throw new Error('dead');
        return answer;
      },
      { step: 'initialize', name: 'fault', override: true },
    );
    return () => calls;
  }

  const alive = (): void => void dynamo.middlewareStack.remove('fault');

  async function end(document: Document, ending: 'ready' | 'failed'): Promise<void> {
    const begun = beginRendering(document, at);
    const files = { docx: { sha256: 'ab'.repeat(32), size: 1 } };
    const ended =
      ending === 'ready'
        ? begun && concludeRendering(begun, files, at)
        : failDocument(document, outOfTime, at);
    if (!ended) throw new Error('it has ended already');
    expect(await documents.replace(document, { ...ended, revision: document.revision + 1 })).toBe(true);
  }

  test('of which a later one fails is nothing, and everything for whoever repeats it; each document is settled once', async () => {
    await fund(accountId, count * price);
    await withRoomFor(2);
    const order = orderOf(count);
    const calls = failing(0, 'before');
    await expect(order()).rejects.toThrow('socket hang up');
    expect(calls()).toBeGreaterThan(0);
    alive();
    expect(await balanceOf(accountId)).toEqual({ available: count * price, held: 0 });
    const made = await order();
    expect(await balanceOf(accountId)).toEqual({ available: 2 * price, held: (count - 2) * price });
    const stored = await storedOf(made);
    expect(stored).toHaveLength(count);
    expect(await quotas.usedIn(accountId, stored[0]?.charge?.month ?? '')).toBe(500);
    // Of both transactions, one included among them.
    for (const document of [stored[0], stored[2], stored.at(-1)]) if (document) await end(document, 'ready');
    if (stored[3]) await end(stored[3], 'failed');
    expect(await balanceOf(accountId)).toEqual({ available: 3 * price, held: (count - 5) * price });
    await ledgerOf(accountId);
  });

  test.each([
    [1, 'before'],
    [3, 'before'],
    [3, 'after'],
    [4, 'after'],
    [30, 'before'],
  ] as const)(
    'that dies %s calls into taking the first one back, %s it, is whole when it is repeated',
    async (deathAt, when) => {
      await fund(accountId, count * freePrice);
      const order = orderOf(count);
      const calls = failing(deathAt, when);
      await expect(order()).rejects.toThrow('dead');
      expect(calls()).toBe(deathAt);
      alive();
      const made = await order(count * freePrice);
      expect(await storedOf(made)).toHaveLength(count);
      expect(await balanceOf(accountId)).toEqual({ available: 0, held: count * freePrice });
      const again = await order(count * freePrice);
      expect(idsOf(again)).toEqual(idsOf(made));
      expect(await balanceOf(accountId)).toEqual({ available: 0, held: count * freePrice });
      await ledgerOf(accountId);
    },
  );
});
