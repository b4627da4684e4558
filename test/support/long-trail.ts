import { TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { insertionOf } from '../../shared/data/audit-entries.ts';
import { forgetEnd, moveOf, readEnd } from '../../shared/data/audit-heads.ts';
import { dynamo } from '../../shared/data/client.ts';
import { Members } from '../../shared/data/members.ts';
import { commit } from '../../shared/data/write.ts';
import type { AuditContent, AuditOrigin } from '../../shared/domain/audit.ts';
import { chainEntry, endAt } from '../../shared/domain/audit-chain.ts';
import { userIdOf } from './organisations.ts';
import type { Person } from './people.ts';
import { sha256 } from './sha256.ts';
import { freshId } from './table.ts';

/** Call `useTable` first: trails as many changes would leave them, written without making the changes. */

/** DynamoDB's limit for one transaction. */
const perCall = 100;

/** An organisation that somebody manages, whose trail is exactly this. */
export async function managedTrail(
  manager: Person,
  count: number,
  tell?: (index: number) => Told,
): Promise<string> {
  const accountId = freshId('acc');
  const userId = await userIdOf(manager);
  const createdAt = new Date().toISOString();
  const place = Members.insertion({ accountId, userId, role: 'manager', createdAt, revision: 1 });
  await commit([{ ...place, audited: 'none' }]);
  await appendTrail(accountId, count, tell);
  return accountId;
}

/** What differs between entries; the rest says that a user changed a document. */
export type Told = Partial<Omit<AuditContent, 'accountId' | 'origin'>> & { origin?: AuditOrigin };

/** Appends so many entries to the chain of an account. */
export async function appendTrail(
  accountId: string,
  count: number,
  tell: (index: number) => Told = () => ({}),
): Promise<void> {
  if (count === 0) return;
  const from = await readEnd(accountId);
  let end = from;
  const insertions = Array.from({ length: count }, (_, index) => {
    const entry = chainEntry(end, { ...ordinary, ...tell(index), accountId }, sha256);
    end = endAt(entry);
    return insertionOf(entry).item;
  });
  for (let start = 0; start < count; start += perCall)
    await dynamo.send(new TransactWriteCommand({ TransactItems: insertions.slice(start, start + perCall) }));
  const { Update } = moveOf(accountId, from, end);
  if (!Update) throw new Error('an end that is not updated');
  await dynamo.send(new UpdateCommand(Update));
  forgetEnd(accountId);
}

const ordinary = {
  at: '2026-11-01T10:00:00.000Z',
  actor: { kind: 'user', userId: `usr_${'1'.repeat(32)}` },
  action: 'updateTemplate',
  target: { kind: 'template', id: `tpl_${'2'.repeat(32)}` },
  change: 'changed',
  result: 'done',
  fields: [{ name: 'name' }],
} satisfies Omit<AuditContent, 'accountId' | 'origin'>;
