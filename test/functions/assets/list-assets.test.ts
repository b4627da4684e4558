import { beforeAll, describe, expect, test } from 'vitest';
import { listAssets, uploadAsset } from '../../../shared/contract/assets.ts';
import { listTemplates } from '../../../shared/contract/templates.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { type AssetReply, addAsset, readyAsset } from '../asset-fixtures.ts';
import { expectFieldFaults, expectJsonHeaders } from '../expectations.ts';
import { testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
let ready: AssetReply;
let rejected: AssetReply;
/** Oldest first: seven pictures, of which the third is ready and the fifth is rejected. */
const ids: string[] = [];

const announce = async ({ api }: Person): Promise<string> =>
  (await api.call(uploadAsset, { body: { name: 'Waiting' } })).body.asset.assetId;

beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  ids.push(await announce(person), await announce(person));
  ready = await readyAsset(person.api);
  ids.push(ready.assetId, await announce(person));
  rejected = await addAsset(person.api, Buffer.from('no picture'));
  ids.push(rejected.assetId, await announce(person), await announce(person));
  await announce(stranger);
});

type Query = { limit?: number; cursor?: string; state?: 'ready' | 'rejected' | 'awaiting-upload' };

const list = async (query: Query) => (await person.api.call(listAssets, { query })).body;

/** All pages of a list, as ids. */
async function pages(query: Query): Promise<string[][]> {
  const found: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ ...query, ...(cursor ? { cursor } : {}) });
    found.push(page.items.map(({ assetId }) => assetId));
    cursor = page.nextCursor;
  } while (cursor && found.length < 20);
  return found;
}

const query = (values: Record<string, string>) => ({ token: person.accessToken, query: values });

describe('the list', () => {
  test('has the newest first, and only one’s own', async () => {
    const answer = await send(listAssets, { token: person.accessToken });
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const { items, ...rest } = JSON.parse(answer.text);
    expect(items.map(({ assetId }: { assetId: string }) => assetId)).toEqual(ids.toReversed());
    expect(rest).toEqual({});
  });

  test('shows each picture as it is shown by itself', async () => {
    const { items } = await list({});
    expect(items).toEqual(expect.arrayContaining([ready, rejected]));
  });

  test.each([1, 2, 3, 7, 100])('in pages of %i neither loses nor repeats anything', async (limit) => {
    const found = await pages({ limit });
    expect(found.flat()).toEqual(ids.toReversed());
    expect(Math.max(...found.map((page) => page.length))).toBeLessThanOrEqual(limit);
  });

  test('is narrowed by state', async () => {
    expect(await pages({ state: 'ready' })).toEqual([[ready.assetId]]);
    expect(await pages({ state: 'rejected' })).toEqual([[rejected.assetId]]);
    const waiting = ids.filter((id) => id !== ready.assetId && id !== rejected.assetId).toReversed();
    expect((await pages({ state: 'awaiting-upload', limit: 2 })).flat()).toEqual(waiting);
  });

  test('is empty, without a cursor, for somebody new', async () => {
    const somebody = await newPerson();
    const answer = await send(listAssets, { token: somebody.accessToken });
    expect(JSON.parse(answer.text)).toEqual({ items: [] });
  });
});

describe('a cursor', () => {
  const cursorOf = async (values: Query): Promise<string> =>
    (await list({ limit: 2, ...values })).nextCursor ?? '';

  test('of somebody else is refused', async () => {
    const cursor = await cursorOf({});
    expectFieldFaults(await send(listAssets, { token: stranger.accessToken, query: { cursor } }), ['cursor']);
  });

  test('is refused with another filter, and for another list', async () => {
    const cursor = await cursorOf({});
    expectFieldFaults(await send(listAssets, query({ state: 'ready', cursor })), ['cursor']);
    expectFieldFaults(await send(listTemplates, query({ cursor })), ['cursor']);
    const filtered = await cursorOf({ state: 'awaiting-upload' });
    expectFieldFaults(await send(listAssets, query({ cursor: filtered })), ['cursor']);
  });
});

describe('its request', () => {
  testsOfTheToken(listAssets, () => ({}));
  testsOfThePageQuery(listAssets, () => ({ token: person.accessToken }));

  test.each([
    ['state', 'finished'],
    ['state', ''],
    ['accountId', 'acc_x'],
  ])('refuses %s=%s', async (name, value) => {
    expectFieldFaults(await send(listAssets, query({ [name]: value })), [name]);
  });
});
