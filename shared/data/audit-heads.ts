import * as z from 'zod';
import { type ChainEnd, emptyChain } from '../domain/audit-chain.ts';
import { tableName } from './client.ts';
import { dueKeys } from './due-keys.ts';
import { entity, type Key } from './entity.ts';
import { table } from './table.ts';
import type { TransactItem } from './write.ts';

/** Where the chain of an account ends. Its revision is the sequence number of the last entry. */
export interface AuditHead {
  accountId: string;
  hash: string;
  at: string;
  revision: number;
}

export const Heads = entity<AuditHead>({
  name: 'audit-head',
  audit: 'none',
  schema: z.object({ accountId: z.string(), hash: z.string(), at: z.string(), revision: z.number() }),
  keys: ({ accountId }) => headKey(accountId),
});

export const headKey = (accountId: string): Key => ({ pk: `${table.auditPrefix}${accountId}`, sk: 'head' });

/** Accounts remembered in one container. */
const mostKnown = 500;

/** Ends of chains as this container left them: others may have gone on since. */
const known = new Map<string, ChainEnd>();

const endOf = (head: AuditHead | undefined): ChainEnd =>
  head ? { seq: head.revision, hash: head.hash, at: head.at } : emptyChain;

/** The end of the chain as it is now. */
export const readEnd = async (accountId: string): Promise<ChainEnd> =>
  endOf(await Heads.get(headKey(accountId)));

/** The end of the chain as this container knows it, or as it is now. */
export const probableEnd = async (accountId: string): Promise<ChainEnd> =>
  known.get(accountId) ?? readEnd(accountId);

export function rememberEnd(accountId: string, end: ChainEnd): void {
  known.delete(accountId);
  const [oldest] = known.keys();
  if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest);
  known.set(accountId, end);
}

/** Has the next one read it. */
export const forgetEnd = (accountId: string): boolean => known.delete(accountId);

/** As DynamoDB writes it where it refuses something. */
const Refused = z.object({
  hash: z.object({ S: z.string() }),
  at: z.object({ S: z.string() }),
  revision: z.object({ N: z.coerce.number() }),
});

/** The end that the refusal of a move brings back; undefined when it brings none. */
export function endIn(refusedItem: unknown): ChainEnd | undefined {
  const { data } = Refused.safeParse(refusedItem);
  return data && { seq: data.revision.N, hash: data.hash.S, at: data.at.S };
}

/**
 * Moves the end of a chain, if it is still where it is expected. From now on the chain is due for anchoring, if it was
 * not before.
 */
export function moveOf(accountId: string, from: ChainEnd, to: ChainEnd): TransactItem {
  const { partitionKey, sortKey } = table.indexes.byDue;
  const due = dueKeys('anchor', accountId, to.at);
  return {
    Update: {
      TableName: tableName(),
      Key: headKey(accountId),
      UpdateExpression: [
        'SET #entity = :entity, #accountId = :accountId, #hash = :hash, #at = :at, #revision = :next',
        '#dueKind = if_not_exists(#dueKind, :dueKind), #due = if_not_exists(#due, :due)',
      ].join(', '),
      ConditionExpression: from.seq === 0 ? 'attribute_not_exists(pk)' : '#revision = :previous',
      ExpressionAttributeNames: {
        '#entity': 'entity',
        '#accountId': 'accountId',
        '#hash': 'hash',
        '#at': 'at',
        '#revision': 'revision',
        '#dueKind': partitionKey,
        '#due': sortKey,
      },
      ExpressionAttributeValues: {
        ':entity': 'audit-head',
        ':accountId': accountId,
        ':hash': to.hash,
        ':at': to.at,
        ':next': to.seq,
        ':dueKind': due[partitionKey],
        ':due': due[sortKey],
        ...(from.seq === 0 ? {} : { ':previous': from.seq }),
      },
      // Whoever comes too late learns where the chain ends now, without another read.
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}
