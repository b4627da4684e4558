// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { addTemplate } from '../../dev/journey.ts';
import { getAccount, updateAccount } from '../../shared/contract/accounts.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { downloadDocument, generateDocuments, getDocument } from '../../shared/contract/documents.ts';
import { showVerification } from '../../shared/contract/verification.ts';
import * as chunks from '../../shared/data/batch-chunks.ts';
import * as batches from '../../shared/data/batches.ts';
import * as documents from '../../shared/data/documents.ts';
import * as users from '../../shared/data/users.ts';
import { changeAccount } from '../../shared/domain/account.ts';
import type { Batch } from '../../shared/domain/batch.ts';
import { planChunks } from '../../shared/domain/batch-chunk.ts';
import { concludeRendering } from '../../shared/domain/document.ts';
import { welcome } from '../../shared/domain/user.ts';
import { batchFolder, documentFolder, documentKey, rowsKey } from '../../shared/files/keys.ts';
import { send } from '../functions/send.ts';
import { endedRun, newBatch } from '../support/batches.ts';
import { docx, p } from '../support/docx.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson } from '../support/people.ts';
import { refusalOf } from '../support/refusal.ts';
import { freshId, newDocument, useTable } from '../support/table.ts';

// Each of these does what takes a month, with hundreds of things.

const day = 24 * 60 * 60_000;
const daysAgo = (days: number): Date => new Date(Date.now() - days * day);

let own: OwnCloud;
let s3: S3Client;
let artefacts: string;
let brief: Owner;
let careful: Owner;

beforeAll(async () => {
  own = await ownCloud();
  useTable(own.cloud);
  s3 = new S3Client({
    endpoint: own.cloud.url,
    region: own.cloud.region,
    credentials: own.cloud.operator,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  artefacts = own.pool('ExpireDocuments').definition.environment.ARTEFACTS_BUCKET ?? '';
  expect(artefacts).not.toBe('');
  brief = await owner();
  careful = await owner();
});

afterAll(() => own?.stop());

afterEach(() => {
  own.cloud.frontDoor.guards.clear();
  own.cloud.frontDoor.observers.clear();
});

interface Owner {
  api: ApiClient;
  accountId: string;
  templateId: string;
}

/** Somebody whose documents carry a QR code. */
async function owner(): Promise<Owner> {
  const { api } = await newPerson(own.cloud.url);
  const { body } = await api.call(getAccount, {});
  const file = docx(p('Received from ${name}') + p('${%qr}'));
  const { templateId, state } = await addTemplate(api, 'Receipt', file);
  expect(state).toBe('ready');
  return { api, accountId: body.accountId, templateId };
}

const keeps = ({ api }: Owner, retentionDays: number | null) =>
  api.call(updateAccount, { body: { retentionDays } });

async function made({ api, accountId, templateId }: Owner, names: readonly string[]) {
  const { status, body } = await api.call(generateDocuments, {
    body: { templateId, values: names.map((name) => ({ name })) },
    headers: { prefer: 'wait=20' },
  });
  expect(status).toBe(200);
  return body.items.map(({ documentId, sha256, verificationCode, download }) => ({
    accountId,
    documentId,
    verificationCode: verificationCode ?? '',
    url: download?.url ?? '',
    key: documentKey(accountId, documentId, sha256 ?? '', 'docx'),
  }));
}

type Made = Awaited<ReturnType<typeof made>>[number];

/** Sets a document's clock back, as if it had been made so long ago. */
async function age({ accountId, documentId }: Made, days: number): Promise<void> {
  const { keepUntil, createdAt } = await documents.get(accountId, documentId);
  const back = (time: string): string => new Date(Date.parse(time) - days * day).toISOString();
  const due = back(keepUntil ?? createdAt);
  await own.table.send(
    new UpdateCommand({
      TableName: own.cloud.tableName,
      Key: { pk: `account#${accountId}`, sk: `document#${documentId}` },
      UpdateExpression: 'SET createdAt = :createdAt, keepUntil = :due, gsi3sk = :sort',
      ConditionExpression: 'attribute_exists(gsi3pk)',
      ExpressionAttributeValues: { ':createdAt': back(createdAt), ':due': due, ':sort': `${due}#aged` },
    }),
  );
}

const hasFile = async (key: string): Promise<boolean> =>
  s3.send(new HeadObjectCommand({ Bucket: artefacts, Key: key })).then(
    () => true,
    () => false,
  );

const filesBelow = async (folder: string): Promise<number> =>
  (await s3.send(new ListObjectsV2Command({ Bucket: artefacts, Prefix: folder }))).KeyCount ?? 0;

const store = (key: string): Promise<unknown> =>
  s3.send(new PutObjectCommand({ Bucket: artefacts, Key: key, Body: '[]' }));

const pageOf = async ({ verificationCode }: Made): Promise<string> =>
  (await send(showVerification, { params: { code: verificationCode }, baseUrl: own.cloud.url })).text;

async function expectGone({ api }: Owner, document: Made): Promise<void> {
  const params = { documentId: document.documentId };
  for (const route of [getDocument, downloadDocument])
    expect(await refusalOf(api.call(route, { params }))).toMatchObject({ status: 404, code: 'not-found' });
  expect(await hasFile(document.key)).toBe(false);
  expect((await fetch(document.url)).status).toBe(404);
  expect(await pageOf(document)).toContain('<h1>Not known</h1>');
}

async function expectThere({ api }: Owner, document: Made): Promise<void> {
  const params = { documentId: document.documentId };
  expect((await api.call(getDocument, { params })).body.state).toBe('ready');
  expect(await hasFile(document.key)).toBe(true);
  expect((await fetch(document.url)).status).toBe(200);
  expect(await pageOf(document)).not.toContain('<h1>Not known</h1>');
}

const runTwiceAtOnce = (job: string) => Promise.all([own.run(job), own.run(job)]);

describe('documents whose time is over', () => {
  test('are gone with files, links and codes after two runs at once; those of others are untouched', async () => {
    await keeps(brief, 7);
    const [first, second, young] = await made(brief, ['Ada', 'Bola', 'Chidi']);
    const [kept] = await made(careful, ['Dayo']);
    if (!first || !second || !young || !kept) throw new Error('four documents were made');
    await own.run('ExpireDocuments');
    await expectThere(brief, first);
    await age(first, 8);
    await age(second, 8);
    await age(young, 6);
    await runTwiceAtOnce('ExpireDocuments');
    await expectGone(brief, first);
    await expectGone(brief, second);
    await expectThere(brief, young);
    await expectThere(careful, kept);
    await own.run('ExpireDocuments');
    await expectThere(brief, young);
  });

  test('are saved by a longer retention, for as long as that is, and by none for good', async () => {
    await keeps(brief, 7);
    const [document] = await made(brief, ['Efe']);
    if (!document) throw new Error('a document was made');
    await age(document, 8);
    await keeps(brief, 30);
    await own.run('ExpireDocuments');
    await expectThere(brief, document);
    const saved = await documents.get(document.accountId, document.documentId);
    expect(Date.parse(saved.keepUntil ?? '') - Date.parse(saved.createdAt)).toBe(30 * day);
    await age(document, 23);
    await keeps(brief, null);
    await runTwiceAtOnce('ExpireDocuments');
    await expectThere(brief, document);
    expect((await documents.get(document.accountId, document.documentId)).keepUntil).toBeUndefined();
  });

  test('and whose run dies before their files are gone are made good by the next', async () => {
    await keeps(brief, 1);
    const [document] = await made(brief, ['Femi']);
    if (!document) throw new Error('a document was made');
    await age(document, 2);
    let killed = false;
    own.cloud.frontDoor.guards.add(async ({ service, caller }) => {
      if (killed || service !== 's3' || !caller?.includes('ExpireDocuments')) return undefined;
      killed = true;
      await own.pool('ExpireDocuments').crash();
      return { status: 500, headers: {}, body: '' };
    });
    await own.run('ExpireDocuments').catch(() => undefined);
    expect(killed).toBe(true);
    expect(await documents.find(document.accountId, document.documentId)).toBeUndefined();
    expect(await hasFile(document.key), 'the file outlives the crash').toBe(true);
    await own.run('ExpireDocuments');
    await expectGone(brief, document);
  });

  test('and whose files S3 will not give up do not stand in front of others, and are tried again', async () => {
    await keeps(brief, 1);
    const [stubborn, other] = await made(brief, ['Gozie', 'Hauwa']);
    if (!stubborn || !other) throw new Error('two documents were made');
    await age(stubborn, 3);
    await age(other, 2);
    const folder = documentFolder(stubborn.accountId, stubborn.documentId);
    own.cloud.frontDoor.guards.add(({ service, caller, request }) =>
      service === 's3' &&
      caller?.includes('ExpireDocuments') &&
      decodeURIComponent(request.target).includes(folder)
        ? {
            status: 403,
            headers: { 'content-type': 'application/xml' },
            body: '<Error><Code>AccessDenied</Code></Error>',
          }
        : undefined,
    );
    await own.run('ExpireDocuments');
    await expectGone(brief, other);
    expect(await hasFile(stubborn.key)).toBe(true);
    // The note of its files is met, fails and is put off.
    await own.run('ExpireDocuments');
    own.cloud.frontDoor.guards.clear();
    await own.run('ExpireDocuments');
    expect(await hasFile(stubborn.key), 'put off for an hour').toBe(true);
    await own.table.send(
      new UpdateCommand({
        TableName: own.cloud.tableName,
        Key: { pk: `account#${stubborn.accountId}`, sk: `leftover#3-${stubborn.documentId}` },
        UpdateExpression: 'SET gsi3sk = :due',
        ConditionExpression: 'attribute_exists(pk) AND gsi3sk > :due',
        ExpressionAttributeValues: { ':due': daysAgo(1).toISOString() },
      }),
    );
    await own.run('ExpireDocuments');
    await expectGone(brief, stubborn);
  });

  test('and are many are removed in several runs, none of which takes on more than its share', async () => {
    const accountId = freshId('acc');
    const at = daysAgo(9);
    // All in one shard, of which a run takes 250.
    const many = Array.from({ length: 300 }, () => {
      const queued = newDocument({ accountId, documentId: freshId('doc', '00'), at });
      const kept = { ...queued, keepUntil: daysAgo(2).toISOString() };
      return concludeRendering(kept, { docx: { sha256: 'ab'.repeat(32), size: 2 } }, at);
    });
    for (let start = 0; start < many.length; start += 100)
      expect(await documents.insertAll(many.slice(start, start + 100))).toBe(true);
    const ids = many.map(({ documentId }) => documentId);
    const left = async () => (await documents.findMany(accountId, ids)).length;
    await own.run('ExpireDocuments');
    expect(await left()).toBe(50);
    await own.run('ExpireDocuments');
    expect(await left()).toBe(0);
  });
});

describe('batches', () => {
  /** An account that keeps documents for so many days. */
  async function accountKeeping(retentionDays?: number): Promise<string> {
    const [userId, accountId] = [freshId('usr'), freshId('acc')];
    const email = `${userId}@mytypist.local`;
    const { user, account } = welcome({
      userId,
      accountId,
      email,
      name: 'Test',
      role: 'user',
      startedAt: 0,
      at: daysAgo(99),
    });
    expect(await users.insert(user, changeAccount(account, { retentionDays }))).toBe(true);
    return accountId;
  }

  /** A batch of an account, stored as it would stand so many days after it last moved. */
  async function stored(accountId: string, days: number, change: Partial<Batch>): Promise<Batch> {
    const batch = newBatch({ accountId, ...change }, daysAgo(days));
    expect(await batches.insert(batch)).toBe(true);
    await store(rowsKey(batch.accountId, batch.batchId, 0));
    await chunks.putAll(
      planChunks({
        accountId: batch.accountId,
        batchId: batch.batchId,
        plan: 0,
        rows: 600,
        unitMs: 20,
        at: daysAgo(days),
      }),
    );
    return batch;
  }

  const find = ({ accountId, batchId }: Batch) => batches.find(accountId, batchId);
  const files = ({ accountId, batchId }: Batch) => filesBelow(batchFolder(accountId, batchId));
  const chunksOf = async ({ accountId, batchId }: Batch) =>
    (await chunks.list({ accountId, batchId, plan: 0 })).length;

  test('that nobody went on with are gone with all they had; younger ones stay', async () => {
    const accountId = await accountKeeping();
    const old = await stored(accountId, 8, { state: 'checked' });
    const young = await stored(accountId, 6, { state: 'checked' });
    const announced = await stored(accountId, 1, {});
    await runTwiceAtOnce('CleanBatches');
    for (const batch of [old, announced]) {
      expect(await find(batch)).toBeUndefined();
      expect(await files(batch)).toBe(0);
      expect(await chunksOf(batch)).toBe(0);
    }
    expect(await find(young)).toEqual(young);
    expect(await files(young)).toBe(1);
    expect(await chunksOf(young)).toBeGreaterThan(1);
  });

  test('that were paused for 30 days are cancelled, and nothing of them is removed', async () => {
    const accountId = await accountKeeping(1);
    const { counts: _, finishedAt: __, ...run } = endedRun(daysAgo(31));
    const paused = await stored(accountId, 31, { state: 'paused', run });
    await own.run('CleanBatches');
    expect((await find(paused))?.state).toBe('cancelled');
    expect(await files(paused)).toBe(1);
  });

  test('that ended 30 days ago lose their working files and keep their results, for as long as documents are kept', async () => {
    const [accountId, short] = [await accountKeeping(), await accountKeeping(7)];
    const fresh = await stored(accountId, 2, { state: 'finished', run: endedRun(daysAgo(2)) });
    const ended = await stored(accountId, 31, { state: 'finished', run: endedRun(daysAgo(31)) });
    const over = await stored(short, 8, { state: 'finished', run: endedRun(daysAgo(8)) });
    await runTwiceAtOnce('CleanBatches');
    expect(await find(fresh), 'put off without a change').toEqual(fresh);
    expect(await files(fresh)).toBe(1);
    expect(await find(ended)).toMatchObject({ state: 'finished', cleared: true, revision: 2 });
    expect(await files(ended)).toBe(0);
    expect(await chunksOf(ended)).toBeGreaterThan(1);
    expect(await find(over)).toBeUndefined();
    expect(await files(over)).toBe(0);
    await own.run('CleanBatches');
    expect(await find(ended)).toMatchObject({ revision: 2 });
  });

  test('whose cleaning died are made good by the schedule of leftovers', async () => {
    const accountId = await accountKeeping();
    const old = await stored(accountId, 8, { state: 'rejected' });
    let killed = false;
    own.cloud.frontDoor.guards.add(async ({ service, operation, caller }) => {
      if (killed || service !== 's3' || !caller?.includes('CleanBatches')) return undefined;
      if (!operation.startsWith('GET') && !operation.startsWith('POST')) return undefined;
      killed = true;
      await own.pool('CleanBatches').crash();
      return { status: 500, headers: {}, body: '' };
    });
    await own.run('CleanBatches').catch(() => undefined);
    expect(killed).toBe(true);
    expect(await find(old)).toBeUndefined();
    expect(await files(old)).toBe(1);
    await own.run('ExpireDocuments');
    expect(await files(old)).toBe(0);
    expect(await chunksOf(old)).toBe(0);
  });
});
