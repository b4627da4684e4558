import { type AuditHead, Heads, headKey } from './audit-heads.ts';
import { tableName } from './client.ts';
import { listDue } from './due.ts';
import type { Key, OnBroken } from './entity.ts';
import { table } from './table.ts';
import { commit } from './write.ts';

/** Ends of chains that have moved since they were anchored. */
export const listUnanchored = async (at: Date, limit: number, onBroken: OnBroken): Promise<AuditHead[]> =>
  Heads.getReadable(await listDue('anchor', at, limit), onBroken);

/** By which `postpone` finds it. */
export const keyOf = ({ accountId }: AuditHead): Key => headKey(accountId);

/** The end of a chain was anchored as it was read. False when it has moved on meanwhile: then it stays due. */
export const settle = (head: AuditHead): Promise<boolean> =>
  commit([
    {
      audited: 'none',
      item: {
        Update: {
          TableName: tableName(),
          Key: headKey(head.accountId),
          UpdateExpression: 'REMOVE #dueKind, #due',
          ConditionExpression: '#revision = :anchored',
          ExpressionAttributeNames: {
            '#revision': 'revision',
            '#dueKind': table.indexes.byDue.partitionKey,
            '#due': table.indexes.byDue.sortKey,
          },
          ExpressionAttributeValues: { ':anchored': head.revision },
        },
      },
    },
  ]);
