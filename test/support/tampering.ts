import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { entryKey } from '../../shared/data/audit-entries.ts';
import { dynamo, tableName } from '../../shared/data/client.ts';
import type { AuditEntry } from '../../shared/domain/audit.ts';
import { trailOf } from './audit.ts';
import { managedTrail } from './long-trail.ts';
import type { Person } from './people.ts';
import { freshId } from './table.ts';

/** What somebody can do to a chain who may write to the table. Call `useTable` first. */
export interface Tampering {
  accountId: string;
  /** What all entries are about. */
  documentId: string;
  entries: AuditEntry[];
  alter: (seq: number, attribute: string, value: unknown) => Promise<unknown>;
  drop: (seq: number, attribute: string) => Promise<unknown>;
  /** Changes the content and nothing else. */
  alterContent: (seq: number, change: object) => Promise<unknown>;
  alterHead: (attribute: string, value: unknown) => Promise<unknown>;
  take: (seq: number) => Promise<unknown>;
  takeHead: () => Promise<unknown>;
  /** Puts an entry under a number, whatever its own is, sealed by whoever puts it. */
  put: (seq: number, entry: AuditEntry) => Promise<unknown>;
}

/** A chain of five in an organisation that somebody manages, and the means to break it. */
export async function tamperedTrail(manager: Person): Promise<Tampering> {
  const documentId = freshId('doc');
  const accountId = await managedTrail(manager, 5, (index) => ({
    at: `2026-11-01T10:00:0${index}.000Z`,
    target: { kind: 'document', id: documentId },
    origin: { salt: 'ab'.repeat(16), ip: '192.0.2.7', userAgent: 'Firefox' },
  }));
  return { ...tamperingWith(accountId), documentId, entries: await trailOf(accountId) };
}

/** The means to break a chain that is there. */
export function tamperingWith(accountId: string): Omit<Tampering, 'documentId' | 'entries'> {
  const TableName = tableName();
  const head = { pk: `audit#${accountId}`, sk: 'head' };
  const set = (Key: Record<string, unknown>, attribute: string, value: unknown) =>
    dynamo.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'SET #attribute = :value',
        ExpressionAttributeNames: { '#attribute': attribute },
        ExpressionAttributeValues: { ':value': value },
      }),
    );
  const alter = (seq: number, attribute: string, value: unknown) =>
    set(entryKey(accountId, seq), attribute, value);
  return {
    accountId,
    alter,
    drop: (seq, attribute) =>
      dynamo.send(
        new UpdateCommand({
          TableName,
          Key: entryKey(accountId, seq),
          UpdateExpression: 'REMOVE #attribute',
          ExpressionAttributeNames: { '#attribute': attribute },
        }),
      ),
    async alterContent(seq, change) {
      const { content } = (await trailOf(accountId))[seq - 1] ?? {};
      return alter(seq, 'content', JSON.stringify({ ...content, ...change }));
    },
    alterHead: (attribute, value) => set(head, attribute, value),
    take: (seq) => dynamo.send(new DeleteCommand({ TableName, Key: entryKey(accountId, seq) })),
    takeHead: () => dynamo.send(new DeleteCommand({ TableName, Key: head })),
    put: (seq, { content, ...entry }) =>
      dynamo.send(
        new PutCommand({
          TableName,
          Item: {
            ...entryKey(accountId, seq),
            ...entry,
            accountId,
            revision: 1,
            content: JSON.stringify(content),
          },
        }),
      ),
  };
}
