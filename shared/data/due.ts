import { type Key, queryKeys } from './entity.ts';
import { dueShards } from './table.ts';

/** Kinds of work that the clock looks after. */
export type DueKind = 'document' | 'upload' | 'asset' | 'expiry' | 'batch' | 'stale-batch';

/** Index keys of an item that must have moved on by a time; spread over shards by its id. */
export const dueKeys = (kind: DueKind, id: string, by: string): { gsi3pk: string; gsi3sk: string } => ({
  gsi3pk: `due#${kind}#${Number.parseInt(id.slice(-2), 16) % dueShards}`,
  gsi3sk: `${by}#${id}`,
});

/** Keys of items of a kind that were due by `at`, oldest first in each shard, at most `limit` of each. */
export async function listDue(kind: DueKind, at: Date, limit: number): Promise<Key[]> {
  const shards = Array.from({ length: dueShards }, (_, shard) =>
    queryKeys({ index: 'byDue', partition: `due#${kind}#${shard}`, sortUpTo: at.toISOString(), limit }),
  );
  return (await Promise.all(shards)).flat();
}
