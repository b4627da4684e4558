import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { actsAs, causedBy } from '../../shared/data/audit-cause.ts';
import { entryKey } from '../../shared/data/audit-entries.ts';
import { eraseOriginsOfAccount, eraseOriginsOfUser } from '../../shared/data/audit-erasure.ts';
import * as batches from '../../shared/data/batches.ts';
import { dynamo, tableName } from '../../shared/data/client.ts';
import * as documents from '../../shared/data/documents.ts';
import { entity } from '../../shared/data/entity.ts';
import * as users from '../../shared/data/users.ts';
import * as verifications from '../../shared/data/verifications.ts';
import { commit } from '../../shared/data/write.ts';
import type { AuditCause } from '../../shared/domain/audit.ts';
import { announceBatch } from '../../shared/domain/batch.ts';
import {
  beginRendering,
  concludeRendering,
  type Document,
  failDocument,
  givenUp,
} from '../../shared/domain/document.ts';
import { leftoverOf } from '../../shared/domain/leftover.ts';
import { changeRole, renameUser, welcome } from '../../shared/domain/user.ts';
import { chainFault, trailOf } from '../support/audit.ts';
import { freshId, newDocument, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-11-26T10:00:00.000Z');
const userId = freshId('usr');

/** A request of somebody, as `http()` says it. */
const byUser: AuditCause = {
  actor: { kind: 'user', userId },
  action: 'updateThing',
  requestId: '00000000-0000-4000-8000-000000000001',
  origin: { ip: '192.0.2.7', userAgent: 'Firefox' },
};
const byJob: AuditCause = { actor: { kind: 'system' }, action: 'renderDocuments', requestId: 'invocation' };

const requested = <T>(work: () => T, now = () => at): T => causedBy(byUser, now, work);
const inJob = <T>(work: () => T): T => causedBy(byJob, () => at, work);

const remove = (document: Document): Promise<boolean> =>
  documents.remove(document, leftoverOf(document, document.documentId, { folder: 'accounts/none' }, at));

const begun = (document: Document): Document => beginRendering(document, at) ?? document;
const made = (document: Document): Document =>
  concludeRendering(begun(document), { docx: { sha256: 'ab'.repeat(32), size: 1 } }, at);

/** A trail in few words: `created document`. */
const wordsOf = async (accountId: string): Promise<string[]> =>
  (await trailOf(accountId)).map(({ content: { change, target } }) => `${change} ${target.kind}`);

describe('a change', () => {
  test('is noted with who, where from, in which call, of what', async () => {
    const document = newDocument();
    const { accountId, documentId } = document;
    await requested(() => documents.insertAll([document]));
    const [entry, more] = await trailOf(accountId);
    expect(more).toBeUndefined();
    expect(entry).toEqual({
      seq: 1,
      prev: '0'.repeat(64),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      content: {
        accountId,
        at: at.toISOString(),
        actor: { kind: 'user', userId },
        action: 'updateThing',
        target: { kind: 'document', id: documentId },
        change: 'created',
        result: 'done',
        requestId: byUser.requestId,
        fields: expect.arrayContaining([{ name: 'values' }, { name: 'state', after: 'queued' }]),
        origin: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      origin: { salt: expect.stringMatching(/^[0-9a-f]{32}$/), ip: '192.0.2.7', userAgent: 'Firefox' },
    });
  });

  test('names fields and never says what a person wrote; a state or a role is shown before and after', async () => {
    const { user, account } = welcome({
      userId: freshId('usr'),
      accountId: freshId('acc'),
      email: `${freshId('usr')}@mytypist.local`,
      name: 'Ada Obi',
      role: 'user',
      startedAt: 1,
      at,
    });
    await requested(async () => {
      await users.insert(user, account);
      const renamed = renameUser(user, 'Bisi Ade', at);
      await users.replace(user, renamed);
      await users.replace(renamed, changeRole(renamed, 'admin', at));
    });
    const trail = await trailOf(user.accountId);
    expect(trail.map(({ content }) => content.fields).slice(-2)).toEqual([
      [{ name: 'name' }],
      [{ name: 'role', before: 'user', after: 'admin' }],
    ]);
    expect(JSON.stringify(trail)).not.toMatch(/Ada|Bisi|mytypist\.local/);
    expect(await wordsOf(user.accountId)).toEqual([
      'created user',
      'created account',
      'changed user',
      'changed user',
    ]);
  });

  test('of what nobody looks for in a trail is not noted', async () => {
    const document = { ...newDocument(), verificationCode: freshId('doc').slice(4, 30) };
    await requested(() => verifications.insertFor([document]));
    expect(await trailOf(document.accountId)).toEqual([]);
  });

  test('by somebody who is known only later is noted in their name', async () => {
    const document = newDocument();
    await causedBy(
      { ...byUser, actor: { kind: 'guest' } },
      () => at,
      async () => {
        await documents.insertAll([document]);
        actsAs({ kind: 'user', userId, keyId: 'key_1' });
        await remove(document);
      },
    );
    const trail = await trailOf(document.accountId);
    expect(trail.map(({ content }) => content.actor)).toEqual([
      { kind: 'guest' },
      { kind: 'user', userId, keyId: 'key_1' },
    ]);
  });

  test('that two calls make at the same time is noted in the name of each', async () => {
    const accountId = freshId('acc');
    const names = ['usr_a', 'usr_b', 'usr_c'];
    await Promise.all(
      names.map((each) =>
        causedBy(
          { ...byUser, actor: { kind: 'user', userId: each } },
          () => at,
          async () => {
            await new Promise((resolve) => setTimeout(resolve, 5));
            await documents.insertAll([newDocument({ accountId, name: each })]);
          },
        ),
      ),
    );
    const actors = (await trailOf(accountId)).map(({ content: { actor } }) => actor);
    expect(actors.map((actor) => (actor.kind === 'user' ? actor.userId : ''))).toEqual(
      expect.arrayContaining(names),
    );
  });

  test('is noted in the trails of both accounts that it is about', async () => {
    const [from, to] = [freshId('acc'), freshId('acc')];
    await requested(() => commit([Things.insertion(thing(from)), Things.insertion(thing(to))]));
    expect(await wordsOf(from)).toEqual(['created thing']);
    expect(await wordsOf(to)).toEqual(['created thing']);
    expect([await chainFault(from), await chainFault(to)]).toEqual([undefined, undefined]);
  });
});

const Things = entity({
  name: 'thing',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ id }) => id,
    open: ['state', 'tags'],
    quiet: ['seen'],
  },
  schema: z.object({
    accountId: z.string(),
    id: z.string(),
    state: z.string(),
    tags: z.unknown().optional(),
    seen: z.number().optional(),
    revision: z.number(),
  }),
  keys: ({ accountId, id }) => ({ pk: `account#${accountId}`, sk: `thing#${id}` }),
});

const thing = (accountId: string, id = freshId('doc')) => ({ accountId, id, state: 'new', revision: 1 });

describe('an open field', () => {
  test('shows words, numbers and lists of words, and nothing else', async () => {
    const first = thing(freshId('acc'));
    const values: unknown[] = [['a', 'b'], 7, true, { name: 'Ada' }, [{ name: 'Ada' }], null];
    await requested(async () => {
      await commit([Things.insertion(first)]);
      let previous: Parameters<typeof Things.replacement>[0] = first;
      for (const tags of values) {
        const next = { ...previous, tags, revision: previous.revision + 1 };
        await commit([Things.replacement(previous, next)]);
        previous = next;
      }
    });
    const shown = (await trailOf(first.accountId)).slice(1).map(({ content }) => content.fields?.[0]?.after);
    expect(shown).toEqual([['a', 'b'], 7, true, undefined, undefined, undefined]);
  });
});

describe('a quiet field', () => {
  test('is not worth an entry by itself, and is not named among others', async () => {
    const first = thing(freshId('acc'));
    const seen = { ...first, seen: 1, revision: 2 };
    await requested(async () => {
      await commit([Things.insertion(first)]);
      await commit([Things.replacement(first, seen)]);
      await commit([Things.replacement(seen, { ...seen, seen: 2, state: 'old', revision: 3 })]);
    });
    const fields = (await trailOf(first.accountId)).map(({ content }) => content.fields);
    expect(fields).toHaveLength(2);
    expect(fields[1]).toEqual([{ name: 'state', before: 'new', after: 'old' }]);
  });
});

describe('a job', () => {
  test('is noted where a document ends, not with each of its steps', async () => {
    const document = newDocument();
    await inJob(async () => {
      await documents.insertAll([document]);
      await documents.replace(document, begun(document));
      await documents.replace(begun(document), made(document));
      await remove(made(document));
    });
    const trail = await trailOf(document.accountId);
    expect(trail.map(({ content: { change, actor, action } }) => [change, actor.kind, action])).toEqual([
      ['created', 'system', 'renderDocuments'],
      ['changed', 'system', 'renderDocuments'],
      ['removed', 'system', 'renderDocuments'],
    ]);
    expect(trail[1]?.content.fields).toContainEqual({ name: 'state', before: 'rendering', after: 'ready' });
    expect(trail[1]).not.toHaveProperty('origin');
  });

  test('makes a hundred documents of a batch without a hundred entries; that they go is noted', async () => {
    const accountId = freshId('acc');
    const rows = Array.from({ length: 100 }, (_, row) => ({
      ...newDocument({ accountId }),
      batch: { batchId: freshId('bat'), row },
    }));
    await inJob(() => documents.insertAll(rows));
    expect(await trailOf(accountId)).toEqual([]);
    const [first] = rows;
    if (first) await inJob(() => remove(first));
    expect(await wordsOf(accountId)).toEqual(['removed document']);
  });

  test('is noted when it moves a batch to another state', async () => {
    const batch = announceBatch({
      accountId: freshId('acc'),
      batchId: freshId('bat'),
      templateId: freshId('tpl'),
      version: 1,
      name: 'Offers',
      formats: ['docx'],
      createdBy: userId,
      at,
      uploadExpiresAt: at,
    });
    await requested(() => batches.insert(batch));
    await inJob(async () => {
      const noted = { ...batch, checks: 7, revision: 2 };
      await batches.replace(batch, noted);
      await batches.replace(noted, { ...noted, state: 'reading', revision: 3 });
    });
    const trail = await trailOf(batch.accountId);
    expect(trail).toHaveLength(2);
    expect(trail[1]?.content.fields).toEqual([
      { name: 'state', before: 'awaiting-upload', after: 'reading' },
    ]);
  });
});

describe('a change and its entry', () => {
  test('are made together or not at all: the losing side leaves no entry', async () => {
    const document = newDocument();
    await requested(() => documents.insertAll([document]));
    expect(await requested(() => documents.insertAll([document]))).toBe(false);
    await requested(() => documents.replace(document, begun(document)));
    expect(await requested(() => documents.replace(document, begun(document)))).toBe(false);
    expect(await requested(() => remove(document))).toBe(false);
    expect(await wordsOf(document.accountId)).toEqual(['created document', 'changed document']);
    expect(await chainFault(document.accountId)).toBeUndefined();
  });

  test('of fifty at once have one winner with one entry', async () => {
    const document = newDocument();
    await requested(() => documents.insertAll([document]));
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => requested(() => documents.replace(document, begun(document)))),
    );
    expect(outcomes.filter((isOurs) => isOurs)).toHaveLength(1);
    expect(await wordsOf(document.accountId)).toEqual(['created document', 'changed document']);
  });

  test('are as many as documents, also of a hundred that one transaction does not take', async () => {
    const accountId = freshId('acc');
    const all = Array.from({ length: 100 }, () => newDocument({ accountId }));
    expect(await requested(() => documents.insertAll(all))).toBe(true);
    const targets = (await trailOf(accountId)).map(({ content }) => content.target.id);
    expect(targets).toEqual(all.map(({ documentId }) => documentId));
    expect(await chainFault(accountId)).toBeUndefined();
  });

  test('of a hundred documents of which the last exists are taken back, and that is noted too', async () => {
    const accountId = freshId('acc');
    const all = Array.from({ length: 100 }, () => newDocument({ accountId }));
    await requested(() => documents.insertAll(all.slice(-1)));
    expect(await requested(() => documents.insertAll(all))).toBe(false);
    const ids = all.map(({ documentId }) => documentId);
    expect(await documents.findMany(accountId, ids)).toHaveLength(1);
    const words = await wordsOf(accountId);
    expect(words.filter((word) => word.startsWith('created'))).toHaveLength(words.length / 2 + 0.5);
    expect(await chainFault(accountId)).toBeUndefined();
  });
});

/** The same product code once more, knowing nothing of what the others in this process know: another container. */
async function anotherContainer(): Promise<typeof documents> {
  vi.resetModules();
  return import('../../shared/data/documents.ts');
}

describe('many changes of one account at once', () => {
  test('give one chain without a gap, from one container', async () => {
    const accountId = freshId('acc');
    await Promise.all(
      Array.from({ length: 50 }, () => requested(() => documents.insertAll([newDocument({ accountId })]))),
    );
    expect(await trailOf(accountId)).toHaveLength(50);
    expect(await chainFault(accountId)).toBeUndefined();
  });

  test('give one chain without a gap, from eight containers that do not know of each other', async () => {
    const accountId = freshId('acc');
    const containers: Awaited<ReturnType<typeof anotherContainer>>[] = [];
    for (let count = 0; count < 8; count++) containers.push(await anotherContainer());
    expect(new Set(containers).size).toBe(8);
    const outcomes = await Promise.all(
      containers.flatMap((container) =>
        Array.from({ length: 7 }, () => container.insertAll([newDocument({ accountId })])),
      ),
    );
    expect(outcomes).toEqual(Array(56).fill(true));
    expect(await trailOf(accountId)).toHaveLength(56);
    expect(await chainFault(accountId)).toBeUndefined();
  });

  test('do not wait for those of another account', async () => {
    const accounts = Array.from({ length: 20 }, () => freshId('acc'));
    await Promise.all(accounts.map((accountId) => documents.insertAll([newDocument({ accountId })])));
    for (const accountId of accounts) expect(await trailOf(accountId)).toHaveLength(1);
  });
});

test('an entry is never older than the one before, whatever a clock says', async () => {
  const accountId = freshId('acc');
  const times = [at, new Date(at.getTime() - 60_000), new Date(at.getTime() + 1)];
  for (const time of times)
    await requested(
      () => documents.insertAll([newDocument({ accountId })]),
      () => time,
    );
  const noted = (await trailOf(accountId)).map(({ content }) => content.at);
  expect(noted).toEqual([at.toISOString(), at.toISOString(), '2026-11-26T10:00:00.001Z']);
  expect(await chainFault(accountId)).toBeUndefined();
});

/** A chain of five, and the means to break it. */
async function fiveChanges() {
  const accountId = freshId('acc');
  for (let count = 0; count < 5; count++)
    await requested(() => documents.insertAll([newDocument({ accountId })]));
  const Key = (seq: number) => entryKey(accountId, seq);
  const set = (key: object, attribute: string, value: unknown) =>
    dynamo.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: key,
        UpdateExpression: 'SET #attribute = :value',
        ExpressionAttributeNames: { '#attribute': attribute },
        ExpressionAttributeValues: { ':value': value },
      }),
    );
  const head = { pk: `audit#${accountId}`, sk: 'head' };
  return {
    accountId,
    alter: (seq: number, attribute: string, value: unknown) => set(Key(seq), attribute, value),
    alterHead: (attribute: string, value: unknown) => set(head, attribute, value),
    take: (seq: number) => dynamo.send(new DeleteCommand({ TableName: tableName(), Key: Key(seq) })),
  };
}

describe('in the table', () => {
  test('an altered content is found', async () => {
    const { accountId, alter } = await fiveChanges();
    const content = (await trailOf(accountId))[2]?.content;
    await alter(3, 'content', JSON.stringify({ ...content, action: 'getThing' }));
    expect(await chainFault(accountId)).toMatchObject({ seq: 3, code: 'altered' });
  });

  test('a content that is no JSON any more is found', async () => {
    const { accountId, alter } = await fiveChanges();
    await alter(3, 'content', 'x');
    expect(await chainFault(accountId)).toMatchObject({ seq: 3, code: 'unreadable' });
  });

  test('a removed entry is found, at the beginning, in the middle and at the end', async () => {
    for (const seq of [1, 3, 5]) {
      const { accountId, take } = await fiveChanges();
      await take(seq);
      expect(await chainFault(accountId)).toMatchObject({ seq, code: seq === 5 ? 'cut-off' : 'missing' });
    }
  });

  test('a changed number, a forged head and an invented address are found', async () => {
    const renumbered = await fiveChanges();
    await renumbered.alter(4, 'seq', 5);
    expect(await chainFault(renumbered.accountId)).toMatchObject({ seq: 4, code: 'missing' });
    const headed = await fiveChanges();
    await headed.alterHead('hash', 'f'.repeat(64));
    expect(await chainFault(headed.accountId)).toMatchObject({ seq: 5, code: 'head-differs' });
    const moved = await fiveChanges();
    await moved.alter(2, 'origin', { salt: 'ab', ip: '198.51.100.1', userAgent: 'Firefox' });
    expect(await chainFault(moved.accountId)).toMatchObject({ seq: 2, code: 'origin-altered' });
  });

  test('a head that was put back keeps the account from writing over what there is', async () => {
    const { accountId, alterHead } = await fiveChanges();
    await alterHead('revision', 3);
    const container = await anotherContainer();
    await expect(container.insertAll([newDocument({ accountId })])).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(await chainFault(accountId)).toMatchObject({ seq: 5, code: 'head-differs' });
  });
});

describe('from where somebody acted', () => {
  test('can be erased for one person, in all accounts, and the chains stay whole', async () => {
    const accounts = [freshId('acc'), freshId('acc')];
    const leaving = freshId('usr');
    for (const accountId of accounts)
      for (const actor of [leaving, userId])
        await causedBy(
          { ...byUser, actor: { kind: 'user', userId: actor } },
          () => at,
          () => documents.insertAll([newDocument({ accountId })]),
        );
    expect(await eraseOriginsOfUser(leaving)).toBe(2);
    expect(await eraseOriginsOfUser(leaving)).toBe(0);
    for (const accountId of accounts) {
      const trail = await trailOf(accountId);
      expect(trail.slice(0, 2).map(({ origin }) => origin?.ip)).toEqual([undefined, '192.0.2.7']);
      // Each time says so before it erases.
      expect(trail.slice(2).map(({ content: { target, fields } }) => [target, fields])).toEqual(
        Array(2).fill([{ kind: 'user', id: leaving }, [{ name: 'origins' }]]),
      );
      expect(await chainFault(accountId)).toBeUndefined();
    }
  });

  test('can be erased for an account, more than one round of it, and the chain goes on', async () => {
    const accountId = freshId('acc');
    const insert = () => requested(() => documents.insertAll([newDocument({ accountId })]));
    await requested(() => documents.insertAll(Array.from({ length: 70 }, () => newDocument({ accountId }))));
    expect(await eraseOriginsOfAccount(accountId)).toBe(70);
    await insert();
    const trail = await trailOf(accountId);
    expect(trail.filter(({ origin }) => origin)).toHaveLength(1);
    expect(JSON.stringify(trail.slice(0, -1))).not.toMatch(/192\.0\.2|Firefox/);
    expect(await chainFault(accountId)).toBeUndefined();
  });
});

test('a document that failed is noted with its state', async () => {
  const document = newDocument();
  await documents.insertAll([document]);
  await inJob(() => documents.replace(document, failDocument(document, givenUp, at) ?? document));
  const trail = await trailOf(document.accountId);
  expect(trail[1]?.content.fields).toContainEqual({ name: 'state', before: 'queued', after: 'failed' });
});
