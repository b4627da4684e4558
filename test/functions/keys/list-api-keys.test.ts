import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, test } from 'vitest';
import { leaveAccount } from '../../../shared/contract/accounts.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { deleteApiKey, listApiKeys } from '../../../shared/contract/keys.ts';
import { removeMember } from '../../../shared/contract/members.ts';
import { listTemplates } from '../../../shared/contract/templates.ts';
import * as apiKeys from '../../../shared/data/api-keys.ts';
import { dynamo, tableName } from '../../../shared/data/client.ts';
import { give, organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { newKey } from './key-fixtures.ts';

useTable();

let person: Person;
let stranger: Person;
/** Oldest first. */
const keys: { token: string; keyId: string }[] = [];

beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  for (let made = 0; made < 5; made++) keys.push(await newKey(person, ['templates:read']));
  await newKey(stranger);
});

const request = () => ({ token: person.accessToken });
const list = async (query: { limit?: number; cursor?: string } = {}) =>
  (await person.api.call(listApiKeys, { query })).body;

test('shows the newest first, only one’s own, and no secret', async () => {
  const answer = await send(listApiKeys, request());
  expect(answer.status).toBe(200);
  expectJsonHeaders(answer.headers);
  const { items, ...rest } = JSON.parse(answer.text);
  expect(items.map(({ keyId }: { keyId: string }) => keyId)).toEqual(
    keys.map(({ keyId }) => keyId).toReversed(),
  );
  expect(rest).toEqual({});
  expect(Object.keys(items[0]).toSorted()).toEqual(
    ['createdAt', 'createdBy', 'expiresAt', 'keyId', 'name', 'revision', 'scopes', 'state'].toSorted(),
  );
  expect(answer.text).not.toMatch(/mtk_|[Hh]ash/);
});

test('gives every key once, page by page, also while new ones come', async () => {
  const first = await list({ limit: 2 });
  const late = await newKey(person, ['templates:read']);
  const second = await list({ limit: 2, cursor: first.nextCursor ?? '' });
  const third = await list({ limit: 2, cursor: second.nextCursor ?? '' });
  const seen = [first, second, third].flatMap(({ items }) => items.map(({ keyId }) => keyId));
  expect(seen).toEqual(keys.map(({ keyId }) => keyId).toReversed());
  expect((await list()).items[0]?.keyId).toBe(late.keyId);
  keys.push(late);
});

test('does not take a cursor of another account', async () => {
  const { nextCursor = '' } = await list({ limit: 1 });
  const sending = { token: stranger.accessToken, query: { cursor: nextCursor } };
  expectFieldFaults(await send(listApiKeys, sending), ['cursor']);
});

test('of somebody who left are gone and do not count; what is left over is marked as dead', async () => {
  const [accountId, leaver] = [await organisationOf(person), await newPerson()];
  await give(accountId, leaver, 'manager');
  const own = await newKey(person, ['templates:read'], accountId);
  for (let made = 0; made < 3; made++) await newKey(leaver, ['templates:read'], accountId);
  const { userId } = (await leaver.api.call(getMe, {})).body;
  const seen = async () =>
    (await person.api.in(accountId).call(listApiKeys, {})).body.items.map(({ keyId, state }) => [
      keyId,
      state,
    ]);
  const [[late = ''] = []] = await seen();
  const left = await apiKeys.get(accountId, late);
  await person.api.in(accountId).call(removeMember, { params: { userId } });
  expect(await seen()).toEqual([[own.keyId, 'active']]);
  const Key = { pk: `account#${accountId}`, sk: 'counts' };
  const { Item } = await dynamo.send(new GetCommand({ TableName: tableName(), Key, ConsistentRead: true }));
  expect(Item?.keys).toBe(1);
  // As one that was being made while its maker was sent away.
  await apiKeys.insert(left);
  expect(await seen()).toEqual([
    [late, 'dead'],
    [own.keyId, 'active'],
  ]);
  const params = { keyId: late };
  await person.api.in(accountId).call(deleteApiKey, { params });
  expect(await seen()).toEqual([[own.keyId, 'active']]);
});

test('of somebody who leaves by themselves go with them', async () => {
  const [accountId, leaver] = [await organisationOf(person), await newPerson()];
  await give(accountId, leaver, 'manager');
  const { token } = await newKey(leaver, ['templates:read'], accountId);
  await leaver.api.call(leaveAccount, { params: { accountId } });
  expect((await person.api.in(accountId).call(listApiKeys, {})).body.items).toEqual([]);
  expectRefusal(await send(listTemplates, { token }), 'unauthenticated');
});

test('says when a key was used last', async () => {
  const used = keys[1] ?? { token: '', keyId: '' };
  const before = Date.now();
  expect((await send(listTemplates, { token: used.token })).status).toBe(200);
  const { items } = await list();
  const uses = items.filter(({ lastUsedAt }) => lastUsedAt !== undefined);
  expect(uses.map(({ keyId }) => keyId)).toEqual([used.keyId]);
  expect(Date.parse(uses[0]?.lastUsedAt ?? '')).toBeGreaterThanOrEqual(before - 1000);
});

test.each(['member', 'viewer'] as const)('is not for a %s of an organisation', async (role) => {
  const accountId = await organisationOf(person);
  await give(accountId, stranger, role);
  const sending = { token: stranger.accessToken, headers: { 'x-account-id': accountId } };
  expectRefusal(await send(listApiKeys, sending), 'forbidden');
});

testsOfTheToken(listApiKeys, request);
testsOfThePageQuery(listApiKeys, request);
