import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import * as accounts from '../../shared/data/accounts.ts';
import * as batches from '../../shared/data/batches.ts';
import { dynamo, tableName } from '../../shared/data/client.ts';
import * as documents from '../../shared/data/documents.ts';
import { dueKeys, postpone } from '../../shared/data/due.ts';
import * as leftovers from '../../shared/data/leftovers.ts';
import * as users from '../../shared/data/users.ts';
import { changeAccount } from '../../shared/domain/account.ts';
import { concludeRendering, type Document } from '../../shared/domain/document.ts';
import { leftoverOf } from '../../shared/domain/leftover.ts';
import { welcome } from '../../shared/domain/user.ts';
import { endedRun, newBatch } from '../support/batches.ts';
import { freshId, newDocument, useTable } from '../support/table.ts';

useTable();

const all = 100;
const minute = 60_000;
const day = 24 * 60 * minute;

/** Long before anything that other tests write: at these times only what is written here can be due. */
const start = new Date('1989-01-01T00:00:00.000Z');
const later = (milliseconds: number): Date => new Date(start.getTime() + milliseconds);

/** Other tests leave no broken items behind. */
const unexpected = (key: object): never => {
  throw new Error(`broken item ${JSON.stringify(key)}`);
};

/** A finished document that is kept for a day, stored. */
async function dayDocument(change: Partial<Document> = {}): Promise<Document> {
  const queued = { ...newDocument({ at: start }), keepUntil: later(day).toISOString(), ...change };
  const ready = concludeRendering(queued, { docx: { sha256: 'ab'.repeat(32), size: 1 } }, start);
  expect(await documents.insertAll([ready])).toBe(true);
  return ready;
}

const expiredOf = async ({ accountId }: Document, at: Date): Promise<Document[]> =>
  (await documents.listExpired(at, all, unexpected)).filter((document) => document.accountId === accountId);

const leftBy = (document: Document) =>
  leftoverOf(document, document.documentId, { folder: 'accounts/none' }, start);

const openOf = async (accountId: string, at: Date) =>
  (await leftovers.listOpen(at, all, unexpected)).filter((left) => left.accountId === accountId);

describe('documents whose time is over', () => {
  test('are due from that moment on, and not before', async () => {
    const document = await dayDocument();
    expect(await expiredOf(document, later(day - 1))).toEqual([]);
    expect(await expiredOf(document, later(day + 1))).toEqual([document]);
    await documents.remove(document, leftBy(document));
    await leftovers.remove(leftBy(document));
  });

  test('are no longer due when they are kept for good, and later when they are kept for longer', async () => {
    const [forGood, longer] = [await dayDocument(), await dayDocument()];
    const kept = { ...forGood, keepUntil: undefined, revision: forGood.revision + 1 };
    const moved = { ...longer, keepUntil: later(9 * day).toISOString(), revision: longer.revision + 1 };
    expect(await documents.replace(forGood, kept)).toBe(true);
    expect(await documents.replace(longer, moved)).toBe(true);
    expect(await expiredOf(forGood, later(20 * day))).toEqual([]);
    expect(await expiredOf(longer, later(8 * day))).toEqual([]);
    expect(await expiredOf(longer, later(9 * day + 1))).toEqual([moved]);
    await documents.remove(moved, leftBy(moved));
    await leftovers.remove(leftBy(moved));
  });
});

describe('putting off', () => {
  test('moves what is due, leaves its revision, and loses to nobody', async () => {
    const document = await dayDocument();
    const key = documents.keyOf(document);
    expect(await postpone('expiry', key, later(day + 1), later(2 * day))).toBe(true);
    expect(await expiredOf(document, later(2 * day))).toEqual([]);
    expect(await expiredOf(document, later(2 * day + 1))).toEqual([document]);
    expect(await documents.remove(document, leftBy(document))).toBe(true);
    await leftovers.remove(leftBy(document));
  });

  test('loses when the thing is not due yet, is due for something else, or is gone', async () => {
    const document = await dayDocument();
    const key = documents.keyOf(document);
    expect(await postpone('expiry', key, later(day - 1), later(2 * day))).toBe(false);
    expect(await postpone('document', key, later(day + 1), later(2 * day))).toBe(false);
    expect(await postpone('expiry', { ...key, sk: 'document#gone' }, later(day + 1), later(2 * day))).toBe(
      false,
    );
    expect(await expiredOf(document, later(day + 1))).toEqual([document]);
    await documents.remove(document, leftBy(document));
    await leftovers.remove(leftBy(document));
  });

  test('works on what cannot be read', async () => {
    const document = await dayDocument();
    const key = documents.keyOf(document);
    await dynamo.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: { ...key },
        UpdateExpression: 'SET formats = :nonsense',
        ExpressionAttributeValues: { ':nonsense': 'no formats' },
      }),
    );
    const broken: object[] = [];
    expect(await documents.listExpired(later(day + 1), all, (which) => broken.push(which))).toEqual([]);
    expect(broken).toEqual([key]);
    expect(await postpone('expiry', key, later(day + 1), later(3 * day))).toBe(true);
    expect(await documents.listExpired(later(day + 1), all, unexpected)).toEqual([]);
    await dynamo.send(new DeleteCommand({ TableName: tableName(), Key: { ...key } }));
  });
});

describe('what a removal leaves', () => {
  test('is due in a shard that the schedule reads, whatever the revision', () => {
    for (const revision of [1, 2, 9, 10, 123]) {
      const left = leftoverOf(
        { ...newDocument(), revision },
        freshId('doc'),
        { folder: 'accounts/none' },
        start,
      );
      expect(dueKeys('leftover', left.leftoverId, left.since).gsi3pk).toMatch(/^due#leftover#[0-3]$/);
    }
  });

  test('is noted with it, and due until it is done', async () => {
    const document = await dayDocument();
    const left = leftBy(document);
    expect(await documents.remove(document, left)).toBe(true);
    expect(await openOf(document.accountId, later(1))).toEqual([left]);
    expect(await leftovers.remove(left)).toBe(true);
    expect(await leftovers.remove(left)).toBe(false);
    expect(await openOf(document.accountId, later(1))).toEqual([]);
  });

  test('is not noted by the losing side', async () => {
    const document = await dayDocument();
    expect(await documents.remove({ ...document, revision: 7 }, leftBy(document))).toBe(false);
    expect(await openOf(document.accountId, later(1))).toEqual([]);
    expect(await documents.find(document.accountId, document.documentId)).toEqual(document);
    await documents.remove(document, leftBy(document));
    await leftovers.remove(leftBy(document));
  });
});

describe('batches that are stale', () => {
  const staleOf = async (accountId: string, at: Date) =>
    (await batches.listStale(at, all, unexpected)).filter((batch) => batch.accountId === accountId);

  test('are due by their state: what has ended after a day', async () => {
    const awaiting = newBatch({}, start);
    const ended = newBatch({ accountId: awaiting.accountId, state: 'finished', run: endedRun(start) }, start);
    await batches.insert(awaiting);
    await batches.insert(ended);
    expect(await staleOf(awaiting.accountId, later(30 * minute - 1))).toEqual([]);
    expect(await staleOf(awaiting.accountId, later(30 * minute + 1))).toEqual([awaiting]);
    const due = await staleOf(awaiting.accountId, later(day + 1));
    expect(due.map(({ batchId }) => batchId).toSorted()).toEqual(
      [awaiting.batchId, ended.batchId].toSorted(),
    );
    for (const batch of [awaiting, ended]) {
      const left = leftoverOf(
        batch,
        batch.batchId,
        { folder: 'accounts/none', batchId: batch.batchId },
        start,
      );
      expect(await batches.remove(batch, left)).toBe(true);
      expect(await batches.remove(batch, left)).toBe(false);
      expect(await leftovers.remove(left)).toBe(true);
    }
  });

  test('and cleared are due when they go too, and never when they are kept for good', async () => {
    const ended = newBatch({ state: 'finished', run: endedRun(start) }, start);
    await batches.insert(ended);
    const cleared = { ...ended, cleared: true, keepUntil: later(90 * day).toISOString(), revision: 2 };
    const left = leftoverOf(ended, ended.batchId, { folder: 'accounts/none' }, start);
    expect(await batches.clear(ended, cleared, left)).toBe(true);
    expect(await batches.clear(ended, cleared, left), 'a second time').toBe(false);
    expect(await leftovers.remove(left)).toBe(true);
    expect(await staleOf(ended.accountId, later(90 * day - 1))).toEqual([]);
    expect(await staleOf(ended.accountId, later(90 * day + 1))).toEqual([cleared]);
    const forGood = { ...cleared, keepUntil: undefined, revision: 3 };
    expect(await batches.replace(cleared, forGood)).toBe(true);
    expect(await staleOf(ended.accountId, later(900 * day))).toEqual([]);
  });
});

test('of two changes of an account at once one wins, and no retention is no attribute', async () => {
  const person = welcome({
    userId: freshId('usr'),
    accountId: freshId('acc'),
    email: 'someone@mytypist.local',
    name: 'Test',
    role: 'user',
    startedAt: 0,
    at: start,
  });
  await users.insert(person.user, person.account);
  const changes = [7, 30].map((retentionDays) => changeAccount(person.account, { retentionDays }));
  const won = await Promise.all(changes.map((change) => accounts.replace(person.account, change)));
  expect(won.toSorted()).toEqual([false, true]);
  const now = await accounts.get(person.account.accountId);
  expect([7, 30]).toContain(now.retentionDays);
  await accounts.replace(now, changeAccount(now, { retentionDays: null }));
  expect(await accounts.get(now.accountId)).toEqual({ ...person.account, revision: 3 });
});
