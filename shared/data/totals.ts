import * as z from 'zod';
import type { LedgerEntry } from '../domain/ledger/entry.ts';
import { type Figures, figuresByDay, figuresOf, sumOfFigures } from '../domain/ledger/totals.ts';
import { tableName } from './client.ts';
import { type Position, queryRaw } from './entity.ts';
import type { Write } from './write.ts';

/** Totals of all accounts: of each day, and of all entries so far. `tallying.ts` adds to them. */

/**
 * Items that count one thing together. One takes some 500 additions a second, and accounts are spread over them by the end of
 * their id.
 */
const shards = 4;

const partition = (shard: number): string => `totals#${shard}`;

const dayPrefix = 'day#';
const balanceKey = 'balance';

/** What adds entries of one account to the totals: an item for each of their days, and one for the balance. */
export function addingOf(accountId: string, entries: readonly LedgerEntry[]): Write[] {
  const pk = partition(Number.parseInt(accountId.slice(-1), 16) % shards);
  const days = [...figuresByDay(entries)].map(([day, figures]) => adding(pk, `${dayPrefix}${day}`, figures));
  return [...days, adding(pk, balanceKey, sumOfFigures(entries.map(figuresOf)))];
}

function adding(pk: string, sk: string, figures: Figures): Write {
  // What adds up to nothing changes nothing.
  const added = [...figures].filter(([, value]) => value !== 0);
  return {
    // Entries of a ledger are a trail themselves.
    audited: 'none',
    patient: true,
    item: {
      Update: {
        TableName: tableName(),
        Key: { pk, sk },
        UpdateExpression: `SET #entity = :entity ADD ${added.map((_, index) => `#f${index} :f${index}`).join(', ')}`,
        ConditionExpression: 'attribute_not_exists(pk) OR #entity = :entity',
        ExpressionAttributeNames: {
          '#entity': 'entity',
          ...Object.fromEntries(added.map(([name], index) => [`#f${index}`, name])),
        },
        ExpressionAttributeValues: {
          ':entity': 'totals',
          ...Object.fromEntries(added.map(([, value], index) => [`:f${index}`, value])),
        },
      },
    },
  };
}

/** Figures of each day of a period; days on which nothing moved are missing. */
export async function dailyFigures(from: string, to: string): Promise<Map<string, Figures>> {
  const items = await itemsOf([`${dayPrefix}${from}`, `${dayPrefix}${to}`]);
  const byDay = Map.groupBy(items, ({ sk }) => sk.slice(dayPrefix.length));
  return new Map([...byDay].map(([day, all]) => [day, sumOfFigures(all.map(({ figures }) => figures))]));
}

/** Figures of all entries so far. */
export const figuresSoFar = async (): Promise<Figures> =>
  sumOfFigures((await itemsOf([balanceKey, balanceKey])).map(({ figures }) => figures));

const Figure = z.int();

/** An item with its figures: their names have a dot in them, and no other attribute's has. */
const parse = (item: Record<string, unknown>): { sk: string; figures: Figures } => ({
  sk: String(item.sk),
  figures: new Map(
    Object.entries(item).flatMap(([name, value]) =>
      name.includes('.') ? [[name, Figure.parse(value)]] : [],
    ),
  ),
});

/** Items read at once. */
const perRead = 1000;

/** Items of all shards between two sort keys, as they are now. */
async function itemsOf(sortBetween: readonly [string, string]): Promise<ReturnType<typeof parse>[]> {
  const ofShard = async (shard: number): Promise<ReturnType<typeof parse>[]> => {
    const found: ReturnType<typeof parse>[] = [];
    let after: Position | undefined;
    do {
      const page = await queryRaw({ partition: partition(shard), sortBetween, limit: perRead, after });
      found.push(...page.items.map(parse));
      after = page.end;
    } while (after);
    return found;
  };
  return (await Promise.all(Array.from({ length: shards }, (_, shard) => ofShard(shard)))).flat();
}
