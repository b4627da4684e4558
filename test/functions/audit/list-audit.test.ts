import { beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { listAudit } from '../../../shared/contract/audit.ts';
import { getMe, updateMe } from '../../../shared/contract/auth.ts';
import { deleteApiKey } from '../../../shared/contract/keys.ts';
import { updateMember } from '../../../shared/contract/members.ts';
import { eraseOriginsOfUser } from '../../../shared/data/audit-erasure.ts';
import { note } from '../../../shared/data/audit-notes.ts';
import { appendTrail, managedTrail } from '../../support/long-trail.ts';
import { give, organisationOf, userIdOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import { tamperedTrail } from '../../support/tampering.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { newKey } from '../keys/key-fixtures.ts';
import { testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

type Query = z.input<typeof listAudit.query>;
type Items = z.output<typeof listAudit.reply.body>['items'];

let owner: Person;
beforeAll(async () => {
  owner = await newPerson();
});

const read = async (accountId: string, query: Query = {}) =>
  (await owner.api.in(accountId).call(listAudit, { query })).body;

/** All pages of a look, and what comes between two of them. */
async function allPages(accountId: string, query: Query, between = async () => {}): Promise<Items> {
  const all: Items = [];
  for (let cursor: string | undefined, pages = 0; pages < 1000; pages++) {
    const page = await read(accountId, { limit: 100, ...query, ...(cursor ? { cursor } : {}) });
    expect(page.items.length).toBeLessThanOrEqual(query.limit === undefined ? 100 : Number(query.limit));
    all.push(...page.items);
    cursor = page.nextCursor;
    if (!cursor) return all;
    await between();
  }
  throw new Error('the list does not end');
}

const numbersOf = (items: Items): number[] => items.map(({ seq }) => seq);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Something else happens in the account. */
const happens = (accountId: string): Promise<void> =>
  note([{ accountId, target: { kind: 'document', id: freshId('doc') }, result: 'done' }]);

describe('an entry', () => {
  test('says who did what, when, to what and from where', async () => {
    const person = await newPerson();
    await person.api.call(updateMe, { body: { name: 'Another Name' } });
    const { userId, accountId } = (await person.api.call(getMe, {})).body;
    const { body } = await person.api.call(listAudit, { query: { action: 'updateMe' } });
    expect(body.items).toEqual([
      {
        accountId,
        seq: expect.any(Number),
        at: expect.stringMatching(/^\d{4}-.*Z$/),
        actor: { kind: 'user', userId },
        action: 'updateMe',
        target: { kind: 'user', id: userId },
        change: 'changed',
        result: 'done',
        fields: [{ name: 'name' }],
        requestId: expect.any(String),
        ip: '127.0.0.1',
        userAgent: expect.any(String),
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    await eraseOriginsOfUser(userId);
    const { body: erased } = await person.api.call(listAudit, { query: { action: 'updateMe' } });
    expect(erased.items[0]).not.toHaveProperty('ip');
    expect(erased.items[0]).not.toHaveProperty('userAgent');
    expect(erased.items[0]?.actor).toEqual({ kind: 'user', userId });
  });
});

describe('many entries', () => {
  test('are paged from the newest without loss or repeat while others arrive: 10,000 of them', async () => {
    const accountId = await managedTrail(owner, 10_000);
    const seen = numbersOf(await allPages(accountId, {}, () => happens(accountId)));
    const newest = seen[0] ?? 0;
    expect(newest).toBeGreaterThanOrEqual(10_000);
    expect(seen).toEqual(upTo(newest).toReversed());
  });

  test('are paged from the oldest without loss or repeat, and those that arrived meanwhile come last', async () => {
    const accountId = await managedTrail(owner, 1000);
    const before = (await read(accountId, { limit: 1 })).items[0]?.seq ?? 0;
    const seen = numbersOf(await allPages(accountId, { order: 'oldest' }, () => happens(accountId)));
    expect(seen.length).toBeGreaterThan(before);
    expect(seen).toEqual(upTo(seen.length));
  });
});

describe('narrowing', () => {
  const [ada, bisi] = [freshId('usr'), freshId('usr')];
  const keyId = freshId('key');
  const documentId = freshId('doc');
  const hour = (index: number) => `2026-11-${String(10 + Math.floor(index / 24)).padStart(2, '0')}`;
  let accountId: string;
  beforeAll(async () => {
    await appendTrail(freshId('acc'), 5, () => ({
      actor: { kind: 'user', userId: ada },
      target: { kind: 'document', id: documentId },
    }));
    accountId = await managedTrail(owner, 240, (index) => ({
      at: `${hour(index)}T${String(index % 24).padStart(2, '0')}:00:00.000Z`,
      actor:
        index % 10 === 0
          ? { kind: 'system' }
          : { kind: 'user', userId: index % 2 ? ada : bisi, ...(index === 7 ? { keyId } : {}) },
      action: index === 8 ? 'deleteDocument' : 'updateTemplate',
      result: index === 9 ? 'refused' : 'done',
      ...(index >= 100 && index < 103 ? { target: { kind: 'document', id: documentId } } : {}),
    }));
  });

  const indexes = async (query: Query) => numbersOf(await allPages(accountId, query)).map((seq) => seq - 1);
  const order = 'oldest' as const;

  test.each<[string, Query, (index: number) => boolean]>([
    ['a user', { actor: ada }, (index) => index % 2 === 1],
    ['the product', { actor: 'system' }, (index) => index % 10 === 0],
    ['guests', { actor: 'guest' }, () => false],
    ['an API key', { keyId }, (index) => index === 7],
    ['an action', { action: 'deleteDocument' }, (index) => index === 8],
    ['refusals', { result: 'refused' }, (index) => index === 9],
    ['a thing', { target: documentId }, (index) => index >= 100 && index < 103],
    ['a thing and a user', { target: documentId, actor: ada }, (index) => index === 101],
    ['a kind of thing', { kind: 'document' }, (index) => index >= 100 && index < 103],
    ['a day', { from: '2026-11-12', to: '2026-11-12' }, (index) => index >= 48 && index < 72],
    ['what is not before a moment', { from: '2026-11-19T22:00:00Z' }, (index) => index >= 238],
    ['what is not after a moment', { to: '2026-11-10T01:00:00Z' }, (index) => index <= 1],
    ['before everything', { to: '2026-11-09' }, () => false],
    ['after everything', { from: '2027-01-01' }, () => false],
    [
      'a user on a day',
      { actor: bisi, from: '2026-11-12', to: '2026-11-12' },
      (index) => index >= 48 && index < 72 && index % 2 === 0 && index % 10 !== 0,
    ],
  ])('to %s gives exactly that, in both orders', async (_, query, fits) => {
    const expected = upTo(240)
      .map((seq) => seq - 1)
      .filter(fits);
    expect(await indexes({ ...query, order })).toEqual(expected);
    expect(await indexes(query)).toEqual(expected.toReversed());
    expect(await indexes({ ...query, limit: 7 })).toEqual(expected.toReversed());
  });

  test.each<[string, Record<string, string>, string]>([
    ['a time that is none', { from: 'yesterday' }, 'from'],
    ['a day that does not exist', { to: '2026-02-30' }, 'to'],
    ['an actor that is none', { actor: 'root' }, 'actor'],
    ['a key that is none', { keyId: 'mtk_1' }, 'keyId'],
    ['an action with a separator', { action: 'get#Me' }, 'action'],
    ['a target with a separator', { target: 'doc#1' }, 'target'],
    ['a kind with a separator', { kind: 'doc#' }, 'kind'],
    ['a result that does not exist', { result: 'maybe' }, 'result'],
    ['an order that does not exist', { order: 'random' }, 'order'],
    ['an account in the query', { accountId: freshId('acc') }, 'accountId'],
  ])('by %s is refused', async (_, query, field) => {
    expectFieldFaults(await send(listAudit, { token: owner.accessToken, query }), [field]);
  });
});

describe('a cursor', () => {
  const withCursor = (cursor: string, accountId: string, query: Record<string, string> = {}) =>
    send(listAudit, {
      token: owner.accessToken,
      query: { limit: '1', cursor, ...query },
      headers: { 'x-account-id': accountId },
    });

  test('of another account, another filter or another order is refused', async () => {
    const [first, second] = [await organisationOf(owner), await organisationOf(owner)];
    for (const query of [{}, { target: first }]) {
      const { nextCursor = '' } = await read(first, { limit: 1, ...query });
      expect((await withCursor(nextCursor, first, query)).status).toBe(200);
      expectFieldFaults(await withCursor(nextCursor, second, query), ['cursor']);
      expectFieldFaults(await withCursor(nextCursor, first, { ...query, result: 'done' }), ['cursor']);
      expectFieldFaults(await withCursor(nextCursor, first, { ...query, order: 'oldest' }), ['cursor']);
    }
  });
});

describe('a trail', () => {
  test('is for managers, the owner and keys with the scope, and nobody else', async () => {
    const accountId = await organisationOf(owner);
    const headers = { 'x-account-id': accountId };
    const asked = (token: string) => send(listAudit, { token, headers });
    for (const role of ['manager', 'member', 'viewer'] as const) {
      const person = await newPerson();
      await give(accountId, person, role);
      const answer = await asked(person.accessToken);
      if (role === 'manager') expect(answer.status).toBe(200);
      else expectRefusal(answer, 'forbidden');
    }
    const reader = await newKey(owner, ['audit:read'], accountId);
    expect((await asked(reader.token)).status).toBe(200);
    expectRefusal(await asked((await newKey(owner, ['documents:read'], accountId)).token), 'forbidden');
    expectRefusal(await asked((await newPerson()).accessToken), 'not-found');
  });

  test('finds what was refused by the kind that the same thing is found by when it is done', async () => {
    const [accountId, viewer] = [await organisationOf(owner), await newPerson()];
    await give(accountId, viewer, 'viewer');
    const { keyId } = await newKey(owner, ['audit:read'], accountId);
    const asked = { token: viewer.accessToken, headers: { 'x-account-id': accountId } };
    const params = { userId: await userIdOf(viewer) };
    expectRefusal(await send(deleteApiKey, { ...asked, params: { keyId } }), 'forbidden');
    expectRefusal(await send(updateMember, { ...asked, params, body: { role: 'manager' } }), 'forbidden');
    await owner.api.in(accountId).call(deleteApiKey, { params: { keyId } });
    const found = async (kind: string, target: string) =>
      (await read(accountId, { kind, target })).items.map(({ action, result }) => [action, result]);
    const [done, refused] = await found('api-key', keyId);
    expect([done, refused]).toEqual([
      ['deleteApiKey', 'done'],
      ['deleteApiKey', 'refused'],
    ]);
    expect(await found('member', params.userId)).toContainEqual(['updateMember', 'refused']);
  });

  test('shows nothing of other accounts, whoever is named', async () => {
    const stranger = await newPerson();
    const userId = await userIdOf(owner);
    const accountId = await organisationOf(owner);
    await happens(accountId);
    for (const query of [{ actor: userId }, { target: userId }, { target: accountId }]) {
      const { body } = await stranger.api.call(listAudit, { query });
      expect(body.items).toEqual([]);
      expect(body.unreadable).toBeUndefined();
    }
  });

  test('of an organisation without entries is empty', async () => {
    const accountId = await managedTrail(owner, 0);
    expect(await read(accountId)).toEqual({ items: [] });
  });

  test('that was tampered with is shown, and says what is missing', async () => {
    const { accountId, take, alter, documentId } = await tamperedTrail(owner);
    await take(3);
    await alter(4, 'content', 'x');
    const unreadable = [3, 4].map((seq) => ({ accountId, seq }));
    expect(await read(accountId, { order: 'oldest' })).toMatchObject({
      items: [{ seq: 1 }, { seq: 2 }, { seq: 5 }],
      unreadable,
    });
    const about = await read(accountId, { target: documentId });
    expect(numbersOf(about.items)).toEqual([5, 2, 1]);
    // An index does not know what is gone.
    expect(about.unreadable).toEqual(unreadable.slice(1));
  });

  test('is answered as careful JSON', async () => {
    expectJsonHeaders((await send(listAudit, { token: owner.accessToken })).headers);
  });
});

testsOfTheToken(listAudit, () => ({ token: owner.accessToken }));
testsOfThePageQuery(listAudit, () => ({ token: owner.accessToken }));
