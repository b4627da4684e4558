import { beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../../dev/journey.ts';
import { generateDocuments, getDocument, listDocuments } from '../../../shared/contract/documents.ts';
import { listTemplates } from '../../../shared/contract/templates.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectFieldFaults, expectJsonHeaders } from '../expectations.ts';
import { finishedDocuments, letterValues, readyTemplate } from '../fixtures.ts';
import { testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
let oneId: string;
let otherId: string;
/** Oldest first: seven documents, the fourth and fifth of another template. All are ready. */
const ids: string[] = [];

beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  [oneId, otherId] = await Promise.all([
    readyTemplate(person.api, 'One'),
    readyTemplate(person.api, 'Other'),
  ]);
  const theirs = await readyTemplate(stranger.api, 'Theirs');
  for (const [templateId, names] of [
    [oneId, ['1', '2', '3']],
    [otherId, ['4', '5']],
    [oneId, ['6', '7']],
  ] as const) {
    const made = await finishedDocuments(person.api, templateId, [...names]);
    ids.push(...made.map(({ documentId }) => documentId));
  }
  await finishedDocuments(stranger.api, theirs, ['8']);
});

interface Query {
  limit?: number;
  cursor?: string;
  templateId?: string;
  state?: 'queued' | 'rendering' | 'ready' | 'failed';
}

const list = async (query: Query) => (await person.api.call(listDocuments, { query })).body;

async function pages(query: Query): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ ...query, ...(cursor ? { cursor } : {}) });
    found.push(...page.items.map(({ documentId }) => documentId));
    cursor = page.nextCursor;
  } while (cursor && found.length < 50);
  return found;
}

const query = (values: Record<string, string>) => ({ token: person.accessToken, query: values });

describe('the list', () => {
  test('has the newest first, only one’s own, and nothing from inside', async () => {
    const answer = await send(listDocuments, { token: person.accessToken });
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const { items, ...rest } = JSON.parse(answer.text);
    expect(items.map(({ documentId }: { documentId: string }) => documentId)).toEqual(ids.toReversed());
    expect(rest).toEqual({});
    expect(items[0]).toEqual({
      documentId: ids[6],
      templateId: oneId,
      version: 1,
      name: 'One 2',
      formats: ['docx'],
      state: 'ready',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      size: expect.any(Number),
      charge: {
        kobo: 0,
        includedInMonth: expect.stringMatching(/^\d{4}-\d\d$/),
        priceList: expect.any(String),
        plan: 'free',
        state: 'included',
      },
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
  });

  test('says the same of a document as reading it does', async () => {
    const { items } = await list({ limit: 1 });
    const { body } = await person.api.call(getDocument, { params: { documentId: ids[6] ?? '' } });
    expect(items).toEqual([body]);
  });

  test.each([1, 2, 3, 7, 100])('in pages of %i neither loses nor repeats anything', async (limit) => {
    expect(await pages({ limit })).toEqual(ids.toReversed());
  });
});

describe('a filter', () => {
  test.each([1, 2, 100])(
    'by template, in pages of %i, shows the documents of that template',
    async (limit) => {
      const wanted = [ids[6], ids[5], ids[2], ids[1], ids[0]];
      expect(await pages({ limit, templateId: oneId })).toEqual(wanted);
      expect(await pages({ limit, templateId: otherId })).toEqual([ids[4], ids[3]]);
    },
  );

  test('by state shows the documents in that state', async () => {
    expect(await pages({ state: 'ready', limit: 2 })).toEqual(ids.toReversed());
    expect(await pages({ state: 'failed' })).toEqual([]);
  });

  test('by both shows those that fit both', async () => {
    expect(await pages({ templateId: otherId, state: 'ready', limit: 1 })).toEqual([ids[4], ids[3]]);
    expect(await pages({ templateId: otherId, state: 'failed' })).toEqual([]);
  });

  test('by a template of somebody else is empty, as by one that never existed', async () => {
    const { body: theirs } = await stranger.api.call(listTemplates, {});
    const foreign = await send(listDocuments, query({ templateId: theirs.items[0]?.templateId ?? '' }));
    const unknown = await send(listDocuments, query({ templateId: `tpl_${'0'.repeat(32)}` }));
    expect(foreign.text).toBe('{"items":[]}');
    expect(unknown.text).toBe(foreign.text);
  });
});

describe('a cursor', () => {
  const cursorOf = async (values: Query): Promise<string> =>
    (await list({ limit: 1, ...values })).nextCursor ?? '';

  test('of somebody else is refused', async () => {
    const request = { token: stranger.accessToken, query: { cursor: await cursorOf({}) } };
    expectFieldFaults(await send(listDocuments, request), ['cursor']);
  });

  test('with other filters is refused', async () => {
    const plain = await cursorOf({});
    expectFieldFaults(await send(listDocuments, query({ cursor: plain, templateId: oneId })), ['cursor']);
    expectFieldFaults(await send(listDocuments, query({ cursor: plain, state: 'ready' })), ['cursor']);
    const filtered = await cursorOf({ templateId: oneId });
    expectFieldFaults(await send(listDocuments, query({ cursor: filtered })), ['cursor']);
    expectFieldFaults(await send(listDocuments, query({ cursor: filtered, templateId: otherId })), [
      'cursor',
    ]);
  });

  test('of another list, or altered, is refused', async () => {
    const { nextCursor = '' } = (await person.api.call(listTemplates, { query: { limit: 1 } })).body;
    expectFieldFaults(await send(listDocuments, query({ cursor: nextCursor })), ['cursor']);
    const cursor = await cursorOf({});
    const altered = `${cursor.slice(0, 30)}${cursor[30] === 'A' ? 'B' : 'A'}${cursor.slice(31)}`;
    expectFieldFaults(await send(listDocuments, query({ cursor: altered })), ['cursor']);
  });
});

describe('its request', () => {
  testsOfTheToken(listDocuments, () => ({}));
  testsOfThePageQuery(listDocuments, () => ({ token: person.accessToken }));

  test.each([
    ['templateId', ''],
    ['templateId', 'tpl_x'],
    ['templateId', `doc_${'0'.repeat(32)}`],
    ['state', 'finished'],
    ['state', 'READY'],
    ['accountId', 'acc_x'],
  ])('refuses %s=%s', async (name, value) => {
    expectFieldFaults(await send(listDocuments, query({ [name]: value })), [name]);
  });
});

test('a document moves through the states of the filter', async () => {
  const { body } = await person.api.call(generateDocuments, {
    body: { templateId: otherId, values: letterValues() },
  });
  const documentId = body.items[0]?.documentId ?? '';
  await until('the document in the list of ready ones', async () =>
    (await pages({ state: 'ready' }))[0] === documentId ? true : undefined,
  );
  expect(await pages({ state: 'queued' })).not.toContain(documentId);
});
