import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { dynamo, tableName } from '../../shared/data/client.ts';
import * as documents from '../../shared/data/documents.ts';
import { eraseAccountItems, eraseUserItems } from '../../shared/data/erasure.ts';
import { countingOf } from '../../shared/data/usage-counting.ts';
import { usageByDay, usageByTemplate } from '../../shared/data/usage-reading.ts';
import { commit } from '../../shared/data/write.ts';
import { concludeRendering, type Document, failDocument, givenUp } from '../../shared/domain/document.ts';
import { noUsage } from '../../shared/domain/usage.ts';
import { freshId, newDocument, useTable } from '../support/table.ts';

useTable();

const day = '2026-03-01';
const at = new Date(`${day}T09:00:00.000Z`);
const period = { from: day, to: day, by: 'day' } as const;
const file = { sha256: 'ab'.repeat(32), size: 100 };

/** A queued document of somebody, stored. */
async function queued(accountId: string, createdBy: string, templateId?: string): Promise<Document> {
  const document = { ...newDocument({ accountId, at, ...(templateId ? { templateId } : {}) }), createdBy };
  expect(await documents.insertAll([document])).toBe(true);
  return document;
}

const ready = (document: Document): Document => concludeRendering(document, { docx: file }, at);

const made = async (subject: string): Promise<number> =>
  (await usageByDay(subject, period)).get(day)?.made ?? 0;

async function itemsOf(subject: string): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await dynamo.send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': `usage#${subject}` },
      ConsistentRead: true,
    }),
  );
  return Items;
}

describe('documents', () => {
  test('count when they end, for their account, their maker and their template', async () => {
    const [accountId, userId, templateId] = [freshId('acc'), freshId('usr'), freshId('tpl')];
    const document = await queued(accountId, userId, templateId);
    expect(await itemsOf(accountId)).toEqual([]);
    expect(await documents.replace(document, ready(document))).toBe(true);
    const counted = { ...noUsage, made: 1, docx: 1, bytes: 100 };
    for (const subject of [accountId, userId])
      expect(await usageByDay(subject, period)).toEqual(new Map([[day, counted]]));
    expect(await usageByTemplate(accountId, period)).toEqual(new Map([[templateId, 1]]));
  });

  test('count once, however many end them at the same moment', async () => {
    const [accountId, userId] = [freshId('acc'), freshId('usr')];
    const document = await queued(accountId, userId);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => documents.replace(document, ready(document))),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await documents.replace(document, ready(document))).toBe(false);
    expect(await made(accountId)).toBe(1);
  });

  test('that are ended already count no more, whatever changes', async () => {
    const [accountId, userId] = [freshId('acc'), freshId('usr')];
    const document = await queued(accountId, userId);
    const finished = ready(document);
    await documents.replace(document, finished);
    const kept = { ...finished, keepUntil: at.toISOString(), revision: finished.revision + 1 };
    expect(await documents.replace(finished, kept)).toBe(true);
    expect(await made(accountId)).toBe(1);
  });

  test('that fail count as failed', async () => {
    const [accountId, userId] = [freshId('acc'), freshId('usr')];
    const document = await queued(accountId, userId);
    const failed = failDocument(document, givenUp, at);
    expect(failed && (await documents.replace(document, failed))).toBe(true);
    expect((await usageByDay(userId, period)).get(day)).toEqual({ ...noUsage, failed: 1 });
    expect(await usageByTemplate(accountId, period)).toEqual(new Map());
  });

  test('that are stored finished count together, and not when one of them is there already', async () => {
    const [accountId, userId, templateId] = [freshId('acc'), freshId('usr'), freshId('tpl')];
    const rows = Array.from({ length: 25 }, () =>
      ready({ ...newDocument({ accountId, templateId, at }), createdBy: userId }),
    );
    const [first] = rows;
    if (!first) throw new Error('there is no row');
    expect(await documents.insertAll([first])).toBe(true);
    expect(await documents.insertAll(rows)).toBe(false);
    expect(await made(accountId)).toBe(1);
    for (const row of rows) await documents.insertAll([row]);
    expect(await made(accountId)).toBe(25);
    expect(await usageByTemplate(accountId, period)).toEqual(new Map([[templateId, 25]]));
  });

  test('of several makers and templates fit into one transaction, a hundred into several', async () => {
    const accountId = freshId('acc');
    const makers = [freshId('usr'), freshId('usr')];
    const rows = Array.from({ length: 100 }, (_, index) =>
      ready({ ...newDocument({ accountId, at }), createdBy: makers[index % 2] ?? '' }),
    );
    expect(await documents.insertAll(rows.slice(0, 20))).toBe(true);
    expect(await made(accountId)).toBe(20);
    expect(await Promise.all(makers.map(made))).toEqual([10, 10]);
    const [templateId] = [freshId('tpl')];
    const same = rows.slice(20).map((row) => ({ ...row, templateId }));
    expect(
      await documents.insertAll([...same, ...same.map((row) => ({ ...row, documentId: freshId('doc') }))]),
    ).toBe(true);
    expect(await made(accountId)).toBe(180);
    expect((await usageByTemplate(accountId, period)).get(templateId)).toBe(160);
  });
});

describe('counters', () => {
  const opened = (accountId: string, id: string, moment = at) =>
    commit(countingOf([{ accountId, id, at: moment, usage: { opened: 1 } }]));

  test('lose nothing when many count at once', async () => {
    const accountId = freshId('acc');
    await Promise.all(Array.from({ length: 40 }, () => opened(accountId, freshId('doc'))));
    expect((await usageByDay(accountId, period)).get(day)?.opened).toBe(40);
    // Spread, so that transactions wait for each other less.
    const shards = (await itemsOf(accountId)).map(({ sk }) => sk);
    expect(shards.length).toBeGreaterThan(1);
    expect(shards.length).toBeLessThanOrEqual(4);
  });

  test('are of days of Lagos, and only those of the period are read', async () => {
    const accountId = freshId('acc');
    for (const moment of [
      '2026-02-28T22:59:59Z',
      '2026-02-28T23:00:00Z',
      '2026-03-01T22:59:59Z',
      '2026-03-01T23:00:00Z',
    ])
      await opened(accountId, freshId('doc'), new Date(moment));
    expect((await usageByDay(accountId, period)).get(day)?.opened).toBe(2);
    expect(
      [
        ...(await usageByDay(accountId, { ...period, from: '2026-02-01', to: '2026-03-31' })).keys(),
      ].toSorted(),
    ).toEqual(['2026-02-28', '2026-03-01', '2026-03-02']);
  });

  test('of templates are read for the days of a period that begins and ends within months', async () => {
    const [accountId, templateId] = [freshId('acc'), freshId('tpl')];
    for (const moment of ['2026-01-30', '2026-01-31', '2026-02-15', '2026-03-01', '2026-03-02'])
      await commit(
        countingOf([{ accountId, id: freshId('doc'), at: new Date(moment), usage: { made: 1 }, templateId }]),
      );
    const within = { from: '2026-01-31', to: '2026-03-01', by: 'day' } as const;
    expect(await usageByTemplate(accountId, within)).toEqual(new Map([[templateId, 3]]));
  });

  test('are forgotten by the table, and go with their account and their user', async () => {
    const [accountId, userId] = [freshId('acc'), freshId('usr')];
    const document = await queued(accountId, userId);
    await documents.replace(document, ready(document));
    for (const item of [...(await itemsOf(accountId)), ...(await itemsOf(userId))])
      expect(item).toMatchObject({ entity: 'usage', expiresAt: expect.any(Number) });
    await eraseAccountItems(accountId);
    await eraseUserItems(userId);
    expect([...(await itemsOf(accountId)), ...(await itemsOf(userId))]).toEqual([]);
  });

  test('that count nothing write nothing', () => {
    expect(countingOf([{ accountId: 'acc_1', id: 'doc_1', at, usage: {} }])).toEqual([]);
    expect(countingOf([])).toEqual([]);
  });
});
