import { tableName } from './client.ts';
import type { DueKind } from './due-keys.ts';
import { type Key, queryKeys } from './entity.ts';
import { dueShards, table } from './table.ts';
import { commit } from './write.ts';

export { type DueKind, dueKeys } from './due-keys.ts';

/**
 * When an announced upload is given up: some minutes after its link ran out, so that a file that arrived at the last
 * moment is inspected in peace.
 */
export const uploadForgottenAt = (uploadExpiresAt: string): string =>
  new Date(Date.parse(uploadExpiresAt) + 15 * 60_000).toISOString();

/** Keys of items of a kind that were due by `at`, oldest first in each shard, at most `limit` of each. */
export async function listDue(kind: DueKind, at: Date, limit: number): Promise<Key[]> {
  const shards = Array.from({ length: dueShards }, (_, shard) =>
    queryKeys({ index: 'byDue', partition: `due#${kind}#${shard}`, sortUpTo: at.toISOString(), limit }),
  );
  return (await Promise.all(shards)).flat();
}

/**
 * Lets the clock look at a due item later, whatever is in it: only its place in the index changes, and not its revision,
 * so nobody who changes it meanwhile loses. False when it is no longer due.
 */
export const postpone = (kind: DueKind, key: Key, at: Date, until: Date): Promise<boolean> =>
  commit([
    {
      audited: 'none',
      item: {
        Update: {
          TableName: tableName(),
          Key: { pk: key.pk, sk: key.sk },
          UpdateExpression: 'SET #due = :until',
          ConditionExpression: 'begins_with(#kind, :kind) AND #due <= :at',
          ExpressionAttributeNames: {
            '#kind': table.indexes.byDue.partitionKey,
            '#due': table.indexes.byDue.sortKey,
          },
          ExpressionAttributeValues: {
            ':kind': `due#${kind}#`,
            ':at': at.toISOString(),
            ':until': `${until.toISOString()}#${key.sk}`,
          },
        },
      },
    },
  ]);
