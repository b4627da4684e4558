import { beforeAll, describe, expect, test } from 'vitest';
import { listDocuments } from '../../../shared/contract/documents.ts';
import { listTemplates, listTemplateVersions, uploadTemplate } from '../../../shared/contract/templates.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectFieldFaults, expectJsonHeaders } from '../expectations.ts';
import { readyTemplate } from '../fixtures.ts';
import { testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
/** Oldest first: seven templates of which the fourth is ready. */
const ids: string[] = [];

beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  for (let number = 1; number <= 7; number++) {
    if (number === 4) ids.push(await readyTemplate(person.api, 'Ready'));
    else {
      const body = { name: `Template ${number}`, category: number % 2 ? 'odd' : 'even' };
      ids.push((await person.api.call(uploadTemplate, { body })).body.template.templateId);
    }
  }
  await person.api
    .call(uploadTemplate, { body: { name: 'Mine' } })
    .then(({ body }) => ids.push(body.template.templateId));
  await stranger.api.call(uploadTemplate, { body: { name: 'Theirs' } });
});

type Query = { limit?: number; cursor?: string; state?: 'ready' | 'awaiting-upload'; category?: string };

const list = async (query: Query) => (await person.api.call(listTemplates, { query })).body;

/** All pages of a list, each as its ids. */
async function pages(query: Query): Promise<string[][]> {
  const found: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ ...query, ...(cursor ? { cursor } : {}) });
    found.push(page.items.map(({ templateId }) => templateId));
    cursor = page.nextCursor;
  } while (cursor && found.length < 20);
  return found;
}

const query = (values: Record<string, string>) => ({ token: person.accessToken, query: values });

describe('the list', () => {
  test('has the newest first, and only one’s own', async () => {
    const answer = await send(listTemplates, { token: person.accessToken });
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const { items, ...rest } = JSON.parse(answer.text);
    expect(items.map(({ templateId }: { templateId: string }) => templateId)).toEqual(ids.toReversed());
    expect(rest).toEqual({});
  });

  test('shows a summary: no fields, no problems, nothing from inside', async () => {
    const answer = await send(listTemplates, query({ state: 'ready' }));
    const [summary] = JSON.parse(answer.text).items;
    expect(Object.keys(summary).toSorted()).toEqual(
      [
        'category',
        'createdAt',
        'description',
        'latestVersion',
        'name',
        'revision',
        'state',
        'templateId',
        'updatedAt',
        'version',
      ].toSorted(),
    );
  });

  test.each([1, 2, 3, 8, 100])('in pages of %i neither loses nor repeats anything', async (limit) => {
    const found = await pages({ limit });
    expect(found.flat()).toEqual(ids.toReversed());
    expect(Math.max(...found.map((page) => page.length))).toBeLessThanOrEqual(limit);
  });

  test('does not repeat anything when something new comes in between', async () => {
    const first = await list({ limit: 3 });
    const { body } = await person.api.call(uploadTemplate, { body: { name: 'In between' } });
    const rest = await list({ limit: 100, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...rest.items].map(({ templateId }) => templateId)).toEqual(ids.toReversed());
    ids.push(body.template.templateId);
  });

  test('is empty, without a cursor, for somebody new', async () => {
    const somebody = await newPerson();
    const answer = await send(listTemplates, { token: somebody.accessToken });
    expect(JSON.parse(answer.text)).toEqual({ items: [] });
  });
});

describe('a filter', () => {
  test('by state shows those in that state', async () => {
    expect(await pages({ state: 'ready' })).toEqual([[ids[3]]]);
    const waiting = await pages({ state: 'awaiting-upload', limit: 2 });
    expect(waiting.flat()).toEqual(ids.filter((_, index) => index !== 3).toReversed());
  });

  test('by category shows those in it, however it is spelled', async () => {
    const odd = [ids[6], ids[4], ids[2], ids[0]];
    expect((await pages({ category: ' ODD ' })).flat()).toEqual(odd);
    expect((await pages({ category: 'odd', limit: 1 })).flat()).toEqual(odd);
  });

  test('by both shows those that fit both', async () => {
    expect((await pages({ category: 'even', state: 'ready' })).flat()).toEqual([]);
    expect((await pages({ category: 'even', state: 'awaiting-upload' })).flat()).toEqual([ids[5], ids[1]]);
  });
});

describe('a cursor', () => {
  const cursorOf = async (values: Query): Promise<string> =>
    (await list({ limit: 2, ...values })).nextCursor ?? '';

  test('of somebody else is refused', async () => {
    const answer = await send(listTemplates, {
      token: stranger.accessToken,
      query: { cursor: await cursorOf({}) },
    });
    expectFieldFaults(answer, ['cursor']);
  });

  test('that was altered anywhere is refused', async () => {
    const cursor = await cursorOf({});
    for (const place of [0, 10, 21, 22, 40, Math.floor(cursor.length / 2), cursor.length - 3]) {
      const altered = `${cursor.slice(0, place)}${cursor[place] === 'A' ? 'B' : 'A'}${cursor.slice(place + 1)}`;
      expectFieldFaults(await send(listTemplates, query({ cursor: altered })), ['cursor']);
    }
    expectFieldFaults(await send(listTemplates, query({ cursor: cursor.slice(0, -4) })), ['cursor']);
  });

  test.each([{ state: 'ready' }, { category: 'odd' }])(
    'is refused with the other filter %o',
    async (filter) => {
      const answer = await send(listTemplates, query({ ...filter, cursor: await cursorOf({}) }));
      expectFieldFaults(answer, ['cursor']);
    },
  );

  test('of a filtered list is refused without the filter, and with another value', async () => {
    const cursor = await cursorOf({ state: 'awaiting-upload' });
    expectFieldFaults(await send(listTemplates, query({ cursor })), ['cursor']);
    expectFieldFaults(await send(listTemplates, query({ cursor, state: 'ready' })), ['cursor']);
  });

  test('is of no use for another list', async () => {
    const cursor = await cursorOf({});
    expectFieldFaults(await send(listDocuments, query({ cursor })), ['cursor']);
    const versions = { ...query({ cursor }), params: { templateId: ids[0] ?? '' } };
    expectFieldFaults(await send(listTemplateVersions, versions), ['cursor']);
  });

  test('may be used twice, and with another page size', async () => {
    const cursor = await cursorOf({});
    const [one, again, longer] = await Promise.all([
      list({ cursor, limit: 2 }),
      list({ cursor, limit: 2 }),
      list({ cursor, limit: 4 }),
    ]);
    expect(again.items).toEqual(one.items);
    expect(longer.items.slice(0, 2)).toEqual(one.items);
  });
});

describe('its request', () => {
  testsOfTheToken(listTemplates, () => ({}));
  testsOfThePageQuery(listTemplates, () => ({ token: person.accessToken }));

  test.each([
    ['state', 'finished'],
    ['state', ''],
    ['category', ''],
    ['category', 'a/b'],
    ['accountId', 'acc_x'],
  ])('refuses %s=%s', async (name, value) => {
    expectFieldFaults(await send(listTemplates, query({ [name]: value })), [name]);
  });
});
