import { beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { listAudit, searchAudit } from '../../../shared/contract/audit.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { newAdmin } from '../../support/admins.ts';
import { trailOf } from '../../support/audit.ts';
import { appendTrail, managedTrail } from '../../support/long-trail.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import { tamperedTrail } from '../../support/tampering.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

type Query = z.input<typeof searchAudit.query>;
type Items = z.output<typeof searchAudit.reply.body>['items'];

let admin: Person & { userId: string };
const user = freshId('usr');
const thing = freshId('doc');
/** Ids whose last digits put them into different shards. */
const accounts = ['00', '01', '0f', '10', 'fe'].map((ending) => freshId('acc', ending));
const [first = '', second = ''] = accounts;

/** Far from when other tests do something. */
const on = (day: number, hour: number, millisecond = 0): string =>
  new Date(Date.UTC(2019, 4, day, hour, 0, 0, millisecond)).toISOString();

beforeAll(async () => {
  admin = await newAdmin();
  for (const [number, accountId] of accounts.entries())
    await appendTrail(accountId, 40, (index) => ({
      at: on(1 + Math.floor(index / 4), index % 4, number),
      actor: index % 2 ? { kind: 'user', userId: user } : { kind: 'guest' },
      target: { kind: 'document', id: index === 10 ? thing : freshId('doc') },
      action: index === 5 ? 'deleteDocument' : 'getDocument',
    }));
});

const found = async (query: Query) => (await admin.api.call(searchAudit, { query })).body;

async function all(query: Query): Promise<Items> {
  const items: Items = [];
  for (let cursor: string | undefined, pages = 0; pages < 500; pages++) {
    const page = await found({ ...query, ...(cursor ? { cursor } : {}) });
    items.push(...page.items);
    cursor = page.nextCursor;
    if (!cursor) return items;
  }
  throw new Error('the search does not end');
}

const places = (items: Items): string[] => items.map(({ at, accountId }) => `${at} ${accountId}`);

describe('a search', () => {
  test('by day finds what happened in all accounts, in the order of time, without loss or repeat', async () => {
    const query = { from: '2019-05-02', to: '2019-05-04' };
    const expected = accounts
      .flatMap((accountId, number) =>
        [2, 3, 4].flatMap((day) => [0, 1, 2, 3].map((hour) => `${on(day, hour, number)} ${accountId}`)),
      )
      .toSorted();
    expect(expected).toHaveLength(60);
    for (const limit of [7, 20, 100]) {
      expect(places(await all({ ...query, limit, order: 'oldest' }))).toEqual(expected);
      expect(places(await all({ ...query, limit }))).toEqual(expected.toReversed());
    }
  });

  test('by moments is exact', async () => {
    const items = await all({ from: on(3, 1, 2), to: on(3, 2, 1), order: 'oldest' });
    expect(items.map(({ at }) => at)).toEqual([
      on(3, 1, 2),
      on(3, 1, 3),
      on(3, 1, 4),
      on(3, 2, 0),
      on(3, 2, 1),
    ]);
  });

  test('through many days without anything comes to an end', async () => {
    expect(await all({ from: '2018-01-01', to: '2018-03-31' })).toEqual([]);
    const items = await all({ from: '2019-05-10', to: '2019-07-31', limit: 100 });
    expect(items).toHaveLength(20);
  });

  test('by day and action, or by who acted, is narrowed', async () => {
    const days = { from: '2019-05-01', to: '2019-05-31', limit: 10 };
    expect(await all({ ...days, action: 'deleteDocument' })).toHaveLength(5);
    expect(await all({ ...days, actor: 'guest' })).toHaveLength(100);
  });

  test('by user finds what they did in all accounts', async () => {
    const items = await all({ actor: user, from: '2019-05-01', to: '2019-05-31', limit: 100 });
    expect(items).toHaveLength(100);
    expect(new Set(items.map(({ accountId }) => accountId))).toEqual(new Set(accounts));
    const one = await all({ actor: user, accountId: first, from: '2019-05-02', to: '2019-05-02' });
    expect(places(one)).toEqual([3, 1].map((hour) => `${on(2, hour)} ${first}`));
  });

  test('by target finds what happened to it, in all accounts', async () => {
    const items = await all({ target: thing, from: '2019-05-01', to: '2019-05-31', order: 'oldest' });
    expect(items).toMatchObject(accounts.map((accountId) => ({ accountId, target: { id: thing } })));
  });

  test('by account finds its trail', async () => {
    const items = await all({ accountId: second, from: '2019-05-01', to: '2019-05-31', limit: 9 });
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, index) => 40 - index));
  });

  test('without anything looks at the last days, and finds what has just happened', async () => {
    const { items } = await found({});
    const own = items.find(({ actor }) => actor.kind === 'user' && actor.userId === admin.userId);
    expect(own).toMatchObject({ action: 'searchAudit', target: { kind: 'audit', id: 'all' } });
  });

  test('names what is there but cannot be read', async () => {
    const { accountId, alter } = await tamperedTrail(await newPerson());
    await alter(2, 'content', 'x');
    const page = await found({ accountId, from: '2026-11-01', to: '2026-11-01', order: 'oldest' });
    expect(page.unreadable).toEqual([{ accountId, seq: 2 }]);
  });
});

describe('that an administrator looked', () => {
  test('is noted in the trail of the account, with the first page only', async () => {
    const manager = await newPerson();
    const accountId = await managedTrail(manager, 3);
    const { nextCursor = '' } = await found({ accountId, limit: 1 });
    await found({ accountId, limit: 1, cursor: nextCursor });
    const { body } = await manager.api.in(accountId).call(listAudit, { query: { action: 'searchAudit' } });
    expect(body.items).toMatchObject([
      { actor: { userId: admin.userId }, target: { kind: 'audit', id: accountId }, result: 'done' },
    ]);
  });

  test('is noted in their own trail where no account is named, or one that has no trail', async () => {
    const { accountId: own } = (await admin.api.call(getMe, {})).body;
    const unknown = freshId('acc');
    expect(await found({ accountId: unknown })).toEqual({ items: [] });
    await found({ actor: user });
    expect(await trailOf(unknown)).toEqual([]);
    const noted = (await trailOf(own)).map(({ content }) => content.target.id);
    expect(noted.slice(-2)).toEqual([unknown, user]);
  });
});

describe('a search is refused', () => {
  test('to everybody but administrators', async () => {
    const { accessToken: token } = await newPerson();
    expectRefusal(await send(searchAudit, { token }), 'forbidden');
    expectRefusal(await send(searchAudit, { token, query: { accountId: first } }), 'forbidden');
  });

  test('with the cursor of another one', async () => {
    const query = { from: '2019-05-01', to: '2019-05-31', limit: '1' };
    const { nextCursor: cursor = '' } = await found({ ...query, limit: 1 });
    const asked = (change: Record<string, string>) =>
      send(searchAudit, { token: admin.accessToken, query: { ...query, cursor, ...change } });
    expect((await asked({})).status).toBe(200);
    for (const change of [{ accountId: first }, { from: '2019-05-02' }, { target: thing }, { actor: user }])
      expectFieldFaults(await asked(change), ['cursor']);
    const { body } = await admin.api.call(listAudit, { query: { limit: 1 } });
    expectFieldFaults(await asked({ cursor: body.nextCursor ?? 'x' }), ['cursor']);
  });

  test.each<[string, Record<string, string>, string]>([
    ['an account that is none', { accountId: 'acc_1' }, 'accountId'],
    ['a day that does not exist', { from: '2026-13-01' }, 'from'],
    ['something unknown', { userId: user }, 'userId'],
  ])('with %s', async (_, query, field) => {
    expectFieldFaults(await send(searchAudit, { token: admin.accessToken, query }), [field]);
  });
});

test('is answered as careful JSON', async () => {
  expectJsonHeaders((await send(searchAudit, { token: admin.accessToken })).headers);
});

testsOfTheToken(searchAudit, () => ({ token: admin.accessToken }));
testsOfThePageQuery(searchAudit, () => ({ token: admin.accessToken }));
