import { beforeAll, describe, expect, test } from 'vitest';
import { listMembers } from '../../../shared/contract/members.ts';
import { accountRoles } from '../../../shared/domain/permission.ts';
import { give, organisationOf, userIdOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import {
  expectFieldFaults,
  expectIndistinguishable,
  expectJsonHeaders,
  expectRefusal,
} from '../expectations.ts';
import { testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

const others = accountRoles.filter((role) => role !== 'owner');

let people: Person[];
let stranger: Person;
let accountId: string;
beforeAll(async () => {
  [stranger, ...people] = await Promise.all([
    newPerson(),
    newPerson(),
    newPerson(),
    newPerson(),
    newPerson(),
  ]);
  const [owner = stranger, ...rest] = people;
  accountId = await organisationOf(owner);
  for (const [index, person] of rest.entries()) await give(accountId, person, others[index] ?? 'viewer');
});

const list = (who: Person, query: Record<string, string> = {}, id = accountId) =>
  send(listMembers, { token: who.accessToken, query, headers: { 'x-account-id': id } });

const itemsOf = (text: string): { email: string; role: string }[] => JSON.parse(text).items;

test('shows all members with name, address and role, whoever came first first', async () => {
  const [owner = stranger] = people;
  const answer = await list(owner);
  expect(answer.status).toBe(200);
  expectJsonHeaders(answer.headers);
  const { items, ...rest } = JSON.parse(answer.text);
  expect(rest).toEqual({});
  expect(items[0]).toEqual({
    userId: await userIdOf(owner),
    name: 'Test Person',
    email: owner.email,
    role: 'owner',
    joinedAt: expect.any(String),
    revision: 1,
  });
  expect(itemsOf(answer.text).map(({ email, role }) => [email, role])).toEqual(
    people.map(({ email }, index) => [email, accountRoles[index]]),
  );
});

test.each([0, 1, 2, 3])('shows them to every member, as number %d', async (index) => {
  expect(itemsOf((await list(people[index] ?? stranger)).text)).toHaveLength(4);
});

test('shows strangers what an unknown account shows', async () => {
  const foreign = await list(stranger);
  expectRefusal(foreign, 'not-found');
  expectIndistinguishable(await list(stranger, {}, `acc_${'0'.repeat(32)}`), foreign);
});

test('shows every member once, page by page', async () => {
  const [owner = stranger] = people;
  const first = JSON.parse((await list(owner, { limit: '3' })).text);
  const second = JSON.parse((await list(owner, { limit: '3', cursor: first.nextCursor })).text);
  const emails = [...first.items, ...second.items].map(({ email }: { email: string }) => email);
  expect(emails).toEqual(people.map(({ email }) => email));
  expect(second.nextCursor).toBeUndefined();
  const other = await organisationOf(owner);
  expectFieldFaults(await list(owner, { cursor: first.nextCursor }, other), ['cursor']);
});

test('shows the one user of a personal account', async () => {
  const items = itemsOf((await send(listMembers, { token: stranger.accessToken })).text);
  expect(items).toEqual([expect.objectContaining({ email: stranger.email, role: 'owner' })]);
});

describe('its request', () => {
  const request = () => ({ token: people[0]?.accessToken, headers: { 'x-account-id': accountId } });
  testsOfTheToken(listMembers, () => ({}));
  testsOfThePageQuery(listMembers, request);
});
