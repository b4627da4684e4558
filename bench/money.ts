import { join } from 'node:path';
import { type Figure, figure } from './measure/figure.ts';
import { type Report, runBench } from './measure/run-bench.ts';
import { median } from './measure/statistics.ts';
import { fill, freshAccount, holdAndCapture, lengthOf, plainPair } from './money/movements.ts';
import { type MeasuredTable, measuredTable } from './money/table.ts';

/**
 * What movements of money cost: how many documents a second can be paid for (a hold, then a capture) in one account and in a
 * thousand, and what one of them costs when the ledger is long. Figures per second are those of the local DynamoDB; calls and
 * items are those of any, and what DynamoDB charges for.
 *
 * There is no peer: double entry for Node comes with a database server of its own (medici with MongoDB, tigerbeetle-node with TigerBeetle), which
 * npm cannot bring, and would be measured instead. So the peer is the table itself: the same number of items in as many transactions, of
 * which nothing depends on anything.
 */

/** Pairs of movements that are timed for each figure per second. */
const pairs = 400;

/** Pairs under way at the same moment, in the way of a container that has many messages in hand. */
const lanes = 8;

const manyAccounts = 1000;

/** Entries that a ledger has before it is measured. */
const lengths = [10, 1000, 20_000];

/** Pairs for each length, a few at a time in turn, so that a busy moment of the machine meets all. */
const [rounds, perRound] = [20, 5];

/** That cost does not grow: of the longest ledger compared with the shortest. A tenth is what a busy machine makes up. */
const bars = {
  most: { movement_growth: 1.3, movement_calls_growth: 1, movement_items_growth: 1 },
  least: {},
};

/** Pairs a second, some under way at the same moment. */
async function rate(pair: (index: number) => Promise<void>): Promise<number> {
  let next = 0;
  const started = performance.now();
  const lane = async (): Promise<void> => {
    for (let index = next++; index < pairs; index = next++) await pair(index);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return (pairs / (performance.now() - started)) * 1000;
}

async function throughput(): Promise<Figure[]> {
  const accounts = Array.from({ length: manyAccounts }, freshAccount);
  for (let from = 0; from < accounts.length; from += lanes)
    await Promise.all(accounts.slice(from, from + lanes).map((accountId) => fill(accountId, 1)));
  const [one = ''] = accounts;
  await rate(() => holdAndCapture(one));
  const plain = await rate(plainPair);
  const peer = { peer: 'plain_pairs_per_s', value: plain };
  const single = await rate(() => holdAndCapture(one));
  const many = await rate((index) => holdAndCapture(accounts[index % manyAccounts] ?? one));
  return [
    figure('paid_documents_one_account_per_s', single, 'per s', pairs, peer),
    figure('paid_documents_1000_accounts_per_s', many, 'per s', pairs, peer),
    figure('plain_pairs_per_s', plain, 'per s', pairs),
  ];
}

interface Cost {
  /** Milliseconds of one pair. */
  times: number[];
  calls: number;
  items: number;
}

/** What one pair costs at a length of the ledger. The shortest ledgers are new ones each time, since they would not stay short. */
async function costs(table: MeasuredTable): Promise<Map<number, Cost>> {
  const found = new Map<number, Cost>(lengths.map((length) => [length, { times: [], calls: 0, items: 0 }]));
  const long = new Map<number, string>();
  const ofLength = async (length: number): Promise<string> => {
    const known = long.get(length);
    if (known !== undefined) return known;
    const accountId = freshAccount();
    await fill(accountId, length);
    if (length > 100) long.set(length, accountId);
    return accountId;
  };
  for (let round = 0; round < rounds; round++)
    for (const [length, cost] of found) {
      const accountId = await ofLength(length);
      for (let pair = 0; pair < perRound; pair++) {
        table.spent();
        const started = performance.now();
        await holdAndCapture(accountId);
        cost.times.push(performance.now() - started);
        const { calls, items } = table.spent();
        cost.calls += calls;
        cost.items += items;
      }
    }
  for (const [length, accountId] of long)
    if ((await lengthOf(accountId)) < length) throw new Error(`a ledger of ${length} entries is shorter`);
  return found;
}

async function growth(table: MeasuredTable): Promise<Figure[]> {
  const found = await costs(table);
  const n = rounds * perRound;
  const figures = [...found].flatMap(([length, { times, calls, items }]) => [
    figure(`movement_ms_at_${length}`, median(times) / 2, 'ms', n),
    figure(`movement_calls_at_${length}`, calls / n / 2, 'count', n),
    figure(`movement_items_at_${length}`, items / n / 2, 'count', n),
  ]);
  const [shortest, longest] = [found.get(lengths[0] ?? 0), found.get(lengths.at(-1) ?? 0)];
  if (!shortest || !longest) throw new Error('a length was not measured');
  return [
    ...figures,
    figure('movement_growth', median(longest.times) / median(shortest.times), 'x', n),
    figure('movement_calls_growth', longest.calls / shortest.calls, 'x', n),
    figure('movement_items_growth', longest.items / shortest.items, 'x', n),
  ];
}

async function measure(folder: string, report: Report): Promise<void> {
  const table = await measuredTable(join(folder, 'dynamodb'));
  try {
    report(await throughput());
    report(await growth(table));
  } finally {
    await table.stop();
  }
}

await runBench('money', bars, measure);
