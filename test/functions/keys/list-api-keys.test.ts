import { beforeAll, expect, test } from 'vitest';
import { listApiKeys } from '../../../shared/contract/keys.ts';
import { listTemplates } from '../../../shared/contract/templates.ts';
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
    ['createdAt', 'createdBy', 'expiresAt', 'keyId', 'name', 'revision', 'scopes'].toSorted(),
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
