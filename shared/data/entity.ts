import { BatchGetCommand, GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { fail } from '../domain/fault.ts';
import { type AuditRule, auditOf } from './audit-rule.ts';
import { dynamo, tableName } from './client.ts';
import { type IndexName, table } from './table.ts';
import type { Write } from './write.ts';

/** Main key of an item. */
export interface Key {
  pk: string;
  sk: string;
}

/** Main key and index keys of an item; an index key left out keeps the item out of that index. */
export interface Keys extends Key {
  gsi1pk?: string | undefined;
  gsi1sk?: string | undefined;
  gsi2pk?: string | undefined;
  gsi2sk?: string | undefined;
  gsi3pk?: string | undefined;
  gsi3sk?: string | undefined;
}

/** DynamoDB's own notion of where a page ended. */
export type Position = Record<string, unknown>;

export interface Query {
  /** The base table unless an index is named. */
  index?: IndexName;
  partition: string;
  sortPrefix?: string;
  /** Only items whose sort key is at most this. */
  sortUpTo?: string;
  /** Only items whose sort key is one of these two or lies between them. */
  sortBetween?: readonly [string, string];
  newestFirst?: boolean;
  limit: number;
  after?: Position | undefined;
  /** Attributes that must equal these values; those left undefined do not matter. */
  where?: Record<string, string | undefined>;
}

export interface Page<Item> {
  items: Item[];
  /** Where the next page starts; undefined when there is none. */
  end: Position | undefined;
}

/** Reads one query may take to fill a page whose filter drops most items: bounds cost and time. */
const maxReadsPerPage = 5;

/** Reads one page of {@link queryWhole} may take: it is for lists that a person searches. */
const maxReadsPerSearch = 10;

/** DynamoDB's limit for one BatchGetItem. */
const maxBatchGet = 100;

/** Told of an item that cannot be parsed. */
export type OnBroken = (key: Key, error: unknown) => void;

interface Revised {
  revision: number;
}

/**
 * A kind of item: its schema, and where its items lie. Every item read is parsed. Items carry a `revision`,
 * and a replacement succeeds only on the revision that was read, so no update is ever lost.
 */
export function entity<Item extends Revised>(definition: {
  name: string;
  /** What the trail of its account says of changes; `none` for what nobody would look for there. */
  audit: 'none' | AuditRule<Item>;
  schema: z.ZodType<Item>;
  keys: (item: Item) => Keys;
  /**
   * Attributes kept as JSON text. DynamoDB refuses some JSON: numbers beyond 38 digits or 1e126, and more than
   * 32 levels.
   */
  json?: readonly (keyof Item & string)[];
}) {
  const { name, schema, keys, json = [] } = definition;
  const audited = auditOf(name, definition.audit);
  const stored = (item: Item): Record<string, unknown> => ({
    ...keys(item),
    entity: name,
    ...item,
    ...Object.fromEntries(json.map((attribute) => [attribute, JSON.stringify(item[attribute])])),
  });
  const keyOf = (item: Item): Key => ({ pk: keys(item).pk, sk: keys(item).sk });
  const parse = (raw: Record<string, unknown>): Item =>
    schema.parse({ ...ownerIn(raw), ...raw, ...fromJson(raw, json) });

  return {
    /** An item that was read together with others; see {@link readTogether}. */
    parse,

    /** Reads one item, always the latest state. */
    async get(key: Key): Promise<Item | undefined> {
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: tableName(), Key: { pk: key.pk, sk: key.sk }, ConsistentRead: true }),
      );
      return Item ? parse(Item) : undefined;
    },

    /** Reads many items at their latest state; those that do not exist are left out. Order is not kept. */
    async getMany(wanted: readonly Key[]): Promise<Item[]> {
      return (await readMany(wanted)).map(parse);
    },

    /**
     * As `getMany`, without those that cannot be parsed: one broken item must not hold up a schedule that looks
     * after everybody's. Their keys are handed to `onBroken`, with what is wrong.
     */
    async getReadable(wanted: readonly Key[], onBroken: OnBroken): Promise<Item[]> {
      return (await readMany(wanted)).flatMap((raw) => {
        try {
          return [parse(raw)];
        } catch (error) {
          onBroken({ pk: String(raw.pk), sk: String(raw.sk) }, error);
          return [];
        }
      });
    },

    /** The item must not exist yet. */
    insertion(item: Item): Write {
      return {
        audited: audited({ after: item }),
        item: {
          Put: {
            TableName: tableName(),
            Item: stored(item),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      };
    },

    /**
     * The item as it is now, whatever stood there: for what is written before anything points to it. It never goes
     * over one that has moved on from its first revision.
     */
    overwriting(item: Item): Write {
      return {
        audited: audited({ after: item }),
        item: {
          Put: {
            TableName: tableName(),
            Item: stored(item),
            ConditionExpression: 'attribute_not_exists(pk) OR #revision = :first',
            ExpressionAttributeNames: { '#revision': 'revision' },
            ExpressionAttributeValues: { ':first': item.revision },
          },
        },
      };
    },

    /** Removes an item whose owner is gone, in whatever state it is. The trail speaks of its owner only. */
    erasure(key: Key): Write {
      return {
        audited: 'none',
        item: {
          Delete: {
            TableName: tableName(),
            Key: { pk: key.pk, sk: key.sk },
            ConditionExpression: 'attribute_not_exists(pk) OR #entity = :entity',
            ExpressionAttributeNames: { '#entity': 'entity' },
            ExpressionAttributeValues: { ':entity': name },
          },
        },
      };
    },

    /** The item must still be as `previous` was read. Only what changed is written. */
    replacement(previous: Item, next: Item): Write {
      const before = stored(previous);
      const after = stored(next);
      const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
        (attribute) => before[attribute] !== after[attribute] && attribute !== 'pk' && attribute !== 'sk',
      );
      const set = names.filter((attribute) => after[attribute] !== undefined);
      const remove = names.filter((attribute) => after[attribute] === undefined);
      return {
        audited: audited({ before: previous, after: next }),
        item: {
          Update: {
            TableName: tableName(),
            Key: keyOf(previous),
            UpdateExpression: [
              set.length > 0
                ? `SET ${set.map((attribute) => `#${attribute} = :${attribute}`).join(', ')}`
                : '',
              remove.length > 0 ? `REMOVE ${remove.map((attribute) => `#${attribute}`).join(', ')}` : '',
            ].join(' '),
            ConditionExpression: '#revision = :previous',
            ExpressionAttributeNames: Object.fromEntries(
              ['revision', ...names].map((attribute) => [`#${attribute}`, attribute]),
            ),
            ExpressionAttributeValues: {
              ':previous': previous.revision,
              ...Object.fromEntries(set.map((attribute) => [`:${attribute}`, after[attribute]])),
            },
          },
        },
      };
    },

    /** Changes nothing: the item must still be as it was read for the writes beside it to be made. */
    unchanged(item: Item): Write {
      return {
        audited: 'none',
        item: {
          ConditionCheck: {
            TableName: tableName(),
            Key: keyOf(item),
            ConditionExpression: '#revision = :previous',
            ExpressionAttributeNames: { '#revision': 'revision' },
            ExpressionAttributeValues: { ':previous': item.revision },
          },
        },
      };
    },

    /** The item must still be as it was read. */
    removal(item: Item): Write {
      return {
        audited: audited({ before: item }),
        item: {
          Delete: {
            TableName: tableName(),
            Key: keyOf(item),
            ConditionExpression: '#revision = :previous',
            ExpressionAttributeNames: { '#revision': 'revision' },
            ExpressionAttributeValues: { ':previous': item.revision },
          },
        },
      };
    },

    /**
     * Reads one page, never more than `limit` items. With a filter it reads on until the page is full or
     * {@link maxReadsPerPage} is reached, so a page may be short although `end` says that there is more.
     */
    async query(query: Query): Promise<Page<Item>> {
      const found: Record<string, unknown>[] = [];
      let position = query.after;
      for (let read = 0; read < maxReadsPerPage; read++) {
        const reply = await dynamo.send(
          new QueryCommand(queryInput(query, position, query.limit - found.length)),
        );
        found.push(...(reply.Items ?? []));
        position = reply.LastEvaluatedKey;
        if (!position || found.length >= query.limit) break;
      }
      const page = found.slice(0, query.limit);
      const last = page.at(-1);
      const end = last && found.length > page.length ? positionAt(query, last) : position;
      return { items: page.map(parse), end };
    },

    /**
     * All items of a partition whose sort key begins so, in its order, at their latest state; those behind a sort key where one
     * is named. It holds one page at a time.
     */
    async *all(partition: string, sortPrefix: string, after?: string): AsyncGenerator<Item> {
      let position: Position | undefined = after === undefined ? undefined : { pk: partition, sk: after };
      do {
        const page = await queryRaw({ partition, sortPrefix, limit: maxBatchGet, after: position });
        yield* page.items.map(parse);
        position = page.end;
      } while (position);
    },

    /**
     * Reads one page of an index that does not hold all of an item: keys first, then the items at their latest state, in the
     * order of the index. Items that are not to be kept are passed over, so a page may be short although `end` says that
     * there is more.
     */
    async queryWhole(
      query: Query,
      keep: (item: Item) => boolean = () => true,
      onBroken?: OnBroken,
    ): Promise<Page<Item>> {
      const items: Item[] = [];
      let after = query.after;
      for (let read = 0; read < maxReadsPerSearch; read++) {
        const { keys, end } = await queryKeysPage({ ...query, after, limit: query.limit - items.length });
        items.push(...(await inOrder(keys, parse, onBroken)).filter(keep));
        after = end;
        if (!after || items.length >= query.limit) break;
      }
      return { items, end: after };
    },

    /** Reads many items at their latest state in the order of their keys; those that do not exist are left out. */
    getInOrder: (keys: readonly Key[], onBroken?: OnBroken): Promise<Item[]> =>
      inOrder(keys, parse, onBroken),
  };
}

/** @param onBroken without it an item that cannot be parsed throws */
async function inOrder<Item>(
  keys: readonly Key[],
  parse: (raw: Record<string, unknown>) => Item,
  onBroken: OnBroken | undefined,
): Promise<Item[]> {
  const found = new Map((await readMany(keys)).map((raw) => [`${raw.pk}|${raw.sk}`, raw]));
  return keys.flatMap((key) => {
    const raw = found.get(`${key.pk}|${key.sk}`);
    if (!raw) return [];
    try {
      return [parse(raw)];
    } catch (error) {
      if (!onBroken) throw error;
      onBroken(key, error);
      return [];
    }
  });
}

/** Raw items at their latest state, in several requests where it takes them. */
async function readMany(wanted: readonly Key[]): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let rest: Record<string, unknown>[] = wanted.map(({ pk, sk }) => ({ pk, sk }));
  for (let round = 0; rest.length > 0; round++) {
    if (round > Math.ceil(wanted.length / maxBatchGet) + 8)
      fail('unavailable', 'The table is busy. Try again shortly.');
    if (round > 0 && rest.length <= maxBatchGet)
      await new Promise((resolve) => setTimeout(resolve, 10 * round));
    const reply = await dynamo.send(
      new BatchGetCommand({
        RequestItems: { [tableName()]: { Keys: rest.slice(0, maxBatchGet), ConsistentRead: true } },
      }),
    );
    found.push(...(reply.Responses?.[tableName()] ?? []));
    rest = [...(reply.UnprocessedKeys?.[tableName()]?.Keys ?? []), ...rest.slice(maxBatchGet)];
  }
  return found;
}

/** The item of a kind that lay under a key. */
type Found = <Item>(
  kind: { parse: (raw: Record<string, unknown>) => Item },
  key: Key | undefined,
) => Item | undefined;

/** Reads items of several kinds in one call, at their latest state; keys that are undefined are passed over. */
export async function readTogether(keys: readonly (Key | undefined)[]): Promise<Found> {
  // DynamoDB refuses a key that is asked for twice.
  const wanted = new Map(keys.flatMap((key) => (key ? [[`${key.pk}\n${key.sk}`, key]] : [])));
  const items = await readMany([...wanted.values()]);
  return (kind, key) => {
    const raw = key && items.find(({ pk, sk }) => pk === key.pk && sk === key.sk);
    return raw && kind.parse(raw);
  };
}

/** Where a page ends that was cut after this item, as DynamoDB itself would say it. */
function positionAt({ index }: Query, item: Record<string, unknown>): Position {
  const keys = [table, ...(index ? [table.indexes[index]] : [])];
  const names = keys.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);
  return Object.fromEntries(names.map((name) => [name, item[name]]));
}

/** Whose an item is, from its key: indexes hold keys anyway, and nothing besides that says so. */
function ownerIn({ pk }: Record<string, unknown>): { accountId?: string } {
  const [, accountId] = /^account#(.+)$/.exec(String(pk)) ?? [];
  return accountId === undefined ? {} : { accountId };
}

/** Those of the attributes that are JSON text, parsed. */
const fromJson = (raw: Record<string, unknown>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const text = raw[name];
      return typeof text === 'string' ? [[name, JSON.parse(text)]] : [];
    }),
  );

/** One read of items as they lie in the table, whatever is in them. */
export async function queryRaw(query: Query): Promise<Page<Record<string, unknown>>> {
  const reply = await dynamo.send(new QueryCommand(queryInput(query, query.after, query.limit)));
  return { items: reply.Items ?? [], end: reply.LastEvaluatedKey };
}

/** Keys of what an index without projected attributes (`byDue`) holds: enough to read the items themselves. */
export const queryKeys = async (query: Query): Promise<Key[]> => (await queryKeysPage(query)).keys;

/** As {@link queryKeys}, with where the page ends. */
export async function queryKeysPage(query: Query): Promise<{ keys: Key[]; end: Position | undefined }> {
  const { items, end } = await queryRaw(query);
  return { keys: items.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) })), end };
}

function queryInput(query: Query, after: Position | undefined, limit: number): QueryCommandInput {
  const { partitionKey, sortKey } = query.index ? table.indexes[query.index] : table;
  const filters = Object.entries(query.where ?? {}).filter(([, value]) => value !== undefined);
  const { condition, values } = sortConditionOf(query);
  return {
    TableName: tableName(),
    ...(query.index ? { IndexName: query.index } : { ConsistentRead: true }),
    KeyConditionExpression: `#pk = :pk${condition}`,
    ExpressionAttributeNames: {
      '#pk': partitionKey,
      ...(condition ? { '#sk': sortKey } : {}),
      ...Object.fromEntries(filters.map(([attribute]) => [`#${attribute}`, attribute])),
    },
    ExpressionAttributeValues: {
      ':pk': query.partition,
      ...values,
      ...Object.fromEntries(filters.map(([attribute, value]) => [`:${attribute}`, value])),
    },
    ...(filters.length > 0
      ? { FilterExpression: filters.map(([attribute]) => `#${attribute} = :${attribute}`).join(' AND ') }
      : {}),
    ScanIndexForward: !query.newestFirst,
    // A filter is applied after the limit: read at least a fair number of items per round trip.
    Limit: filters.length > 0 ? Math.max(limit, 100) : limit,
    ...(after ? { ExclusiveStartKey: after } : {}),
  };
}

/** What narrows a query by its sort key, if anything does. */
function sortConditionOf({ sortPrefix, sortUpTo, sortBetween }: Query): {
  condition: string;
  values: Record<string, string>;
} {
  if (sortPrefix !== undefined)
    return { condition: ' AND begins_with(#sk, :sk)', values: { ':sk': sortPrefix } };
  if (sortUpTo !== undefined) return { condition: ' AND #sk <= :sk', values: { ':sk': sortUpTo } };
  if (sortBetween === undefined) return { condition: '', values: {} };
  const [first, last] = sortBetween;
  return { condition: ' AND #sk BETWEEN :first AND :last', values: { ':first': first, ':last': last } };
}
