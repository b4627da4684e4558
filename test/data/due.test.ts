import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { dynamo, tableName } from '../../shared/data/client.ts';
import * as documents from '../../shared/data/documents.ts';
import { dueKeys } from '../../shared/data/due.ts';
import { dueShards } from '../../shared/data/table.ts';
import * as templates from '../../shared/data/templates.ts';
import {
  beginRendering,
  concludeRendering,
  type Document,
  failDocument,
  givenUp,
  resendAfter,
} from '../../shared/domain/document.ts';
import { announceTemplate, beginInspection } from '../../shared/domain/template.ts';
import { concludeInspection } from '../../shared/domain/template-publishing.ts';
import { freshId, newDocument, useTable } from '../support/table.ts';

useTable();

/** Long before anything that other tests write: at these times only what is written here can be due. */
const start = new Date('1999-01-01T00:00:00.000Z');
const sinceStart = (milliseconds: number): Date => new Date(start.getTime() + milliseconds);

const all = 100;

/** Other tests leave no broken items behind. */
const unexpected = (key: object): never => {
  throw new Error(`broken item ${JSON.stringify(key)}`);
};

const overdueOf = async (accountId: string, at: Date): Promise<Document[]> =>
  (await documents.listOverdue(at, all, unexpected)).filter((document) => document.accountId === accountId);

const byId = (items: readonly { documentId: string }[]): string[] =>
  items.map(({ documentId }) => documentId).toSorted();

describe('documents that wait', () => {
  test('are due when they have not moved for a while, from every shard', async () => {
    const accountId = freshId('acc');
    const endings = ['00', '01', '02', '03', 'fe', 'ff'];
    const waiting = endings.map((ending) =>
      newDocument({ accountId, documentId: freshId('doc', ending), at: start }),
    );
    await documents.insertAll(waiting);
    expect(await overdueOf(accountId, sinceStart(resendAfter - 1))).toEqual([]);
    const due = await overdueOf(accountId, sinceStart(resendAfter + 1));
    expect(byId(due)).toEqual(byId(waiting));
    expect(due).toEqual(expect.arrayContaining(waiting));
  });

  test('are spread over all shards', () => {
    const partitions = Array.from(
      { length: 256 },
      (_, number) => dueKeys('document', `doc_${number.toString(16).padStart(2, '0')}`, '').gsi3pk,
    );
    expect(new Set(partitions)).toEqual(
      new Set(Array.from({ length: dueShards }, (_, shard) => `due#document#${shard}`)),
    );
  });

  test('are not due while they move, and never once they are finished', async () => {
    const accountId = freshId('acc');
    const [moving, ready, failed, waiting] = Array.from({ length: 4 }, () =>
      newDocument({ accountId, at: start }),
    );
    if (!moving || !ready || !failed || !waiting) throw new Error('four documents were made');
    await documents.insertAll([moving, ready, failed, waiting]);
    const begun = beginRendering(moving, sinceStart(50_000)) ?? moving;
    await documents.replace(moving, begun);
    await documents.replace(
      ready,
      concludeRendering(ready, { docx: { sha256: 'ab'.repeat(32), size: 1 } }, sinceStart(1)),
    );
    await documents.replace(failed, failDocument(failed, givenUp, sinceStart(1)) ?? failed);
    expect(byId(await overdueOf(accountId, sinceStart(resendAfter + 1)))).toEqual([waiting.documentId]);
    expect(byId(await overdueOf(accountId, sinceStart(50_001 + resendAfter)))).toEqual(
      byId([begun, waiting]),
    );
  });

  test('are left alone for another while when they were queued again', async () => {
    const accountId = freshId('acc');
    const document = newDocument({ accountId, at: start });
    await documents.insertAll([document]);
    const [requeued] = await documents.requeueAll([document], sinceStart(100_000));
    expect(requeued).toMatchObject({ state: 'queued', revision: 2 });
    expect(await overdueOf(accountId, sinceStart(100_000))).toEqual([]);
    expect(await overdueOf(accountId, sinceStart(100_001 + resendAfter))).toEqual([requeued]);
  });

  test('that moved on in between are not queued again', async () => {
    const accountId = freshId('acc');
    const [moved, waiting] = [newDocument({ accountId }), newDocument({ accountId })];
    await documents.insertAll([moved, waiting]);
    await documents.replace(moved, beginRendering(moved, start) ?? moved);
    const requeued = await documents.requeueAll([moved, waiting], start);
    expect(byId(requeued)).toEqual([waiting.documentId]);
    expect(await documents.get(accountId, moved.documentId)).toMatchObject({ state: 'rendering' });
  });

  test('are listed oldest first within a shard, at most as many as asked for', async () => {
    const accountId = freshId('acc');
    const century = new Date('1899-01-01T00:00:00.000Z').getTime();
    const waiting = [3, 1, 2].map((minute) =>
      newDocument({ accountId, documentId: freshId('doc', '00'), at: new Date(century + minute * 60_000) }),
    );
    await documents.insertAll(waiting);
    const due = await documents.listOverdue(new Date(century + 10 * 60_000), 2, unexpected);
    expect(byId(due)).toEqual(byId(waiting.slice(1)));
  });
});

test('a document that cannot be read is passed over and named, and the others are still listed', async () => {
  const accountId = freshId('acc');
  const at = new Date('1799-01-01T00:00:00.000Z');
  const [broken, sound] = ['00', '01'].map((ending) =>
    newDocument({ accountId, documentId: freshId('doc', ending), at }),
  );
  await documents.insertAll([broken, sound].flatMap((document) => document ?? []));
  const Key = { pk: `account#${accountId}`, sk: `document#${broken?.documentId}` };
  await dynamo.send(
    new UpdateCommand({
      TableName: tableName(),
      Key,
      UpdateExpression: 'SET #state = :nonsense',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':nonsense': 'no state of ours' },
    }),
  );
  const named: object[] = [];
  const due = await documents.listOverdue(new Date(at.getTime() + 3_600_000), all, (key) => named.push(key));
  expect(byId(due)).toEqual([sound?.documentId]);
  expect(named).toEqual([Key]);
  await dynamo.send(new DeleteCommand({ TableName: tableName(), Key }));
});

describe('uploads that were announced', () => {
  const announced = () =>
    announceTemplate({
      accountId: freshId('acc'),
      templateId: freshId('tpl'),
      name: 'Offer letter',
      description: '',
      category: 'hr',
      at: start,
      uploadExpiresAt: sinceStart(900_000),
    });
  const overdueVersions = async (accountId: string, at: Date) =>
    (await templates.listOverdueUploads(at, all, unexpected)).filter(
      (version) => version.accountId === accountId,
    );

  test('are due a quarter of an hour after their link has run out without a verdict', async () => {
    const pair = announced();
    await templates.insert(pair);
    expect(await overdueVersions(pair.version.accountId, sinceStart(1_799_999))).toEqual([]);
    expect(await overdueVersions(pair.version.accountId, sinceStart(1_800_001))).toEqual([pair.version]);
  });

  test('stay due while an inspection hangs, and are not once there is a verdict', async () => {
    const pair = announced();
    await templates.insert(pair);
    const inspecting = beginInspection(pair.version, sinceStart(1000)) ?? pair.version;
    await templates.replaceVersion(pair.version, inspecting);
    expect(await overdueVersions(pair.version.accountId, sinceStart(1_800_001))).toEqual([inspecting]);
    const problems = [{ code: 'not-a-docx', message: 'This is no Word file.' }];
    const verdict = concludeInspection(pair.template, inspecting, { problems }, sinceStart(2000));
    await templates.replacePair({ template: pair.template, version: inspecting }, verdict);
    expect(await overdueVersions(pair.version.accountId, sinceStart(1_800_001))).toEqual([]);
  });

  test('are not taken for documents', async () => {
    const pair = announced();
    await templates.insert(pair);
    expect(await overdueOf(pair.version.accountId, sinceStart(10_000_000))).toEqual([]);
  });
});
