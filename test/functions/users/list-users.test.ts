import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { getMe, updateMe } from '../../../shared/contract/auth.ts';
import { listUsers, updateUser } from '../../../shared/contract/users.ts';
import { newAdmin } from '../../support/admins.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let admin: Person & { userId: string };
let people: { person: Person; userId: string }[];
const mark = randomUUID().slice(0, 8);

beforeAll(async () => {
  admin = await newAdmin();
  people = [];
  for (const name of ['Zainab', 'Musa', 'Chidi']) {
    const person = await newPerson();
    const { body } = await person.api.call(updateMe, { body: { name: `${name} ${mark}` } });
    people.push({ person, userId: body.userId });
  }
});

const listed = async (query: z.input<typeof listUsers.query>) =>
  (await admin.api.call(listUsers, { query })).body;

describe('listing users', () => {
  test('gives the newest first, with what administrators need and no more', async () => {
    const { items } = await listed({ search: mark });
    expect(items.map(({ userId }) => userId)).toEqual(people.map(({ userId }) => userId).toReversed());
    expect(Object.keys(items[0] ?? {}).toSorted()).toEqual(
      [
        'accountId',
        'createdAt',
        'email',
        'name',
        'revision',
        'role',
        'state',
        'updatedAt',
        'userId',
      ].toSorted(),
    );
  });

  test('pages through all of them without loss or repeat', async () => {
    const seen: string[] = [];
    for (let cursor: string | undefined, rounds = 0; rounds < 200; rounds++) {
      const { items, nextCursor } = await listed({ search: mark, limit: 1, ...(cursor ? { cursor } : {}) });
      expect(items.length).toBeLessThanOrEqual(1);
      seen.push(...items.map(({ userId }) => userId));
      cursor = nextCursor;
      if (!cursor) break;
    }
    expect(seen).toEqual(people.map(({ userId }) => userId).toReversed());
  });

  test('finds a beginning of an address in any case, in the order of addresses', async () => {
    const [one] = people;
    const email = one?.person.email ?? '';
    const { items } = await listed({ email: email.slice(0, -6).toUpperCase() });
    expect(items.map(({ userId }) => userId)).toEqual([one?.userId]);
    const { items: many } = await listed({ email: 'person-', limit: 100 });
    const addresses = many.map((each) => each.email);
    expect(addresses).toEqual(addresses.toSorted());
  });

  test('narrows by role and state', async () => {
    const [first] = people;
    await admin.api.call(updateUser, {
      params: { userId: first?.userId ?? '' },
      body: { state: 'disabled' },
    });
    const ids = async (query: { state?: 'active' | 'disabled' | 'closing'; role?: 'user' | 'admin' }) =>
      (await listed({ ...query, search: mark })).items.map(({ userId }) => userId);
    expect(await ids({ state: 'disabled' })).toEqual([first?.userId]);
    expect(await ids({ state: 'active', role: 'user' })).toHaveLength(2);
    expect(await ids({ state: 'closing' })).toEqual([]);
    expect(await ids({ role: 'admin' })).toEqual([]);
  });

  test('refuses a cursor of another search', async () => {
    const { nextCursor } = await listed({ limit: 1 });
    const answer = await send(listUsers, {
      token: admin.accessToken,
      query: { limit: '1', search: mark, cursor: nextCursor ?? '' },
    });
    expectFieldFaults(answer, ['cursor']);
  });

  test.each<[string, Record<string, string>, string]>([
    ['a role that does not exist', { role: 'root' }, 'role'],
    ['a state that does not exist', { state: 'gone' }, 'state'],
    ['a search of one letter', { search: 'a' }, 'search'],
    ['a page of 101', { limit: '101' }, 'limit'],
  ])('refuses %s', async (_, query, field) => {
    expectFieldFaults(await send(listUsers, { token: admin.accessToken, query }), [field]);
  });

  test('is for administrators only', async () => {
    const { accessToken: token } = await newPerson();
    expectRefusal(await send(listUsers, { token }), 'forbidden');
  });

  test('is answered as careful JSON', async () => {
    expectJsonHeaders((await send(listUsers, { token: admin.accessToken })).headers);
    expect((await admin.api.call(getMe, {})).body.role).toBe('admin');
  });
});

testsOfTheToken(listUsers, () => ({ token: admin.accessToken }));
