import { beforeAll, describe, expect, test } from 'vitest';
import { sendForm, until } from '../../../dev/journey.ts';
import {
  getTemplate,
  listTemplates,
  updateTemplate,
  uploadTemplate,
  uploadTemplateVersion,
} from '../../../shared/contract/templates.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { letter, readyTemplate } from '../fixtures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
let templateId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  templateId = await readyTemplate(person.api);
});

const read = async () => (await person.api.call(getTemplate, { params: { templateId } })).body;

const change = (body: Record<string, unknown>, ifMatch?: string) =>
  send(updateTemplate, {
    token: person.accessToken,
    params: { templateId },
    body,
    headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
  });

describe('a change', () => {
  test('of everything at once is kept and grows the revision by one', async () => {
    const before = await read();
    const answer = await change({ name: ' New name ', description: ' text ', category: ' Legal ' });
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const after = JSON.parse(answer.text);
    expect(after).toEqual({
      ...before,
      name: 'New name',
      description: 'text',
      category: 'legal',
      revision: before.revision + 1,
      updatedAt: after.updatedAt,
    });
    expect(Date.parse(after.updatedAt)).toBeGreaterThanOrEqual(Date.parse(before.updatedAt));
    expect(answer.headers.get('etag')).toBe(`"r${after.revision}"`);
    expect(await read()).toEqual(after);
  });

  test.each([
    ['name', 'Only the name'],
    ['description', ''],
    ['category', 'only this'],
  ])('of the %s alone leaves the rest', async (key, value) => {
    const before = await read();
    const after = JSON.parse((await change({ [key]: value })).text);
    expect(after).toEqual({
      ...before,
      [key]: value,
      revision: before.revision + 1,
      updatedAt: after.updatedAt,
    });
  });

  test('shows in the list', async () => {
    await change({ name: 'Seen in the list', category: 'listed' });
    const { body } = await person.api.call(listTemplates, { query: { category: 'listed' } });
    expect(body.items).toMatchObject([{ templateId, name: 'Seen in the list' }]);
  });
});

describe('a label', () => {
  const labels = async () => {
    const { fields } = await read();
    const items = fields.find(({ name }) => name === 'items');
    return Object.fromEntries([
      ...fields.map(({ name, label }) => [name, label]),
      ...(items?.fields ?? []).map(({ name, label }) => [`items.${name}`, label]),
    ]);
  };

  test('replaces the one made from the name, inside a section too', async () => {
    const before = await labels();
    const answer = await change({ fieldLabels: { name: ' To whom ', 'items.count': 'How many' } });
    expect(answer.status).toBe(200);
    expect(await labels()).toEqual({ ...before, name: 'To whom', 'items.count': 'How many' });
  });

  test('is added to those given before', async () => {
    await change({ fieldLabels: { name: 'To whom' } });
    await change({ fieldLabels: { amount: 'Sum due' } });
    expect(await labels()).toMatchObject({ name: 'To whom', amount: 'Sum due' });
  });

  test('outlives a new version of the file', async () => {
    await change({ fieldLabels: { urgent: 'In a hurry?' } });
    const { body } = await person.api.call(uploadTemplateVersion, { params: { templateId }, body: {} });
    await sendForm(body.upload, { bytes: letter('Good day'), name: 'two.docx' });
    await until('version 2', async () => ((await read()).version === 2 ? true : undefined));
    expect(await labels()).toMatchObject({ urgent: 'In a hurry?' });
  });

  test('for a field that does not exist is refused by name, and nothing is changed', async () => {
    const before = await read();
    const body = { name: 'Lost', fieldLabels: { nothing: 'x', 'items.nothing': 'y', name: 'z' } };
    expectFieldFaults(await change(body), ['fieldLabels.nothing', 'fieldLabels.items.nothing']);
    expect(await read()).toEqual(before);
  });

  test.each(['toString', 'hasOwnProperty', 'constructor', 'items.constructor'])(
    'for a name that every object has, %s, is refused',
    async (name) => {
      expectFieldFaults(await change({ fieldLabels: { [name]: 'x' } }), [`fieldLabels.${name}`]);
    },
  );

  test('is refused before the template has a file', async () => {
    const { body } = await person.api.call(uploadTemplate, { body: { name: 'Waiting' } });
    const answer = await send(updateTemplate, {
      token: person.accessToken,
      params: { templateId: body.template.templateId },
      body: { fieldLabels: { name: 'x' } },
    });
    expectFieldFaults(answer, ['fieldLabels.name']);
  });
});

describe('If-Match', () => {
  test('lets a change through that knows the present state', async () => {
    const { revision } = await read();
    const answer = await change({ name: 'Known state' }, `"r${revision}"`);
    expect(answer.headers.get('etag')).toBe(`"r${revision + 1}"`);
  });

  test('takes the ETag of reading, as it is', async () => {
    const answer = await send(getTemplate, { token: person.accessToken, params: { templateId } });
    expect((await change({ name: 'As read' }, answer.headers.get('etag') ?? '')).status).toBe(200);
  });

  test.each(['"r0"', '"r9999"', 'garbage', 'r1', 'W/"r1"', '""', '"r1","r2"'])(
    'refuses %s',
    async (ifMatch) => {
      const before = await read();
      expectRefusal(await change({ name: 'Lost' }, ifMatch), 'precondition-failed');
      expect(await read()).toEqual(before);
    },
  );

  test('with * asks only that the template exists', async () => {
    expect((await change({ name: 'Any state' }, '*')).status).toBe(200);
    const unknown = { templateId: `tpl_${'0'.repeat(32)}` };
    const request = { token: person.accessToken, params: unknown, body: { name: 'x' } };
    expectRefusal(await send(updateTemplate, { ...request, headers: { 'if-match': '*' } }), 'not-found');
  });

  test('lets one of several changes of the same state win', async () => {
    const { revision } = await read();
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, index) => change({ name: `Race ${index}` }, `"r${revision}"`)),
    );
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    for (const lost of answers.filter(({ status }) => status !== 200)) {
      expectRefusal(lost, lost.status === 409 ? 'conflict' : 'precondition-failed');
    }
    const after = await read();
    expect(after).toEqual(JSON.parse(winners[0]?.text ?? '{}'));
    expect(after.revision).toBe(revision + 1);
  });
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, params: { templateId }, body: { name: 'Template' } });
  testsOfTheToken(updateTemplate, request);
  testsOfTheBody(updateTemplate, request);
  testsOfTheId(updateTemplate, { name: 'templateId', prefix: 'tpl' }, request, () => stranger.accessToken);
  testsOfInvalidBodies(updateTemplate, request, [
    ['an empty name', { name: ' ' }, ['name']],
    ['a name over 200 characters', { name: 'n'.repeat(201) }, ['name']],
    ['a name with half of a character pair', { name: '\ud83d' }, ['name']],
    ['a name that is null', { name: null }, ['name']],
    ['a description over 2,000 characters', { description: 'd'.repeat(2001) }, ['description']],
    ['an empty category', { category: '' }, ['category']],
    ['labels that are a list', { fieldLabels: ['x'] }, ['fieldLabels']],
    ['labels that are a text', { fieldLabels: 'x' }, ['fieldLabels']],
    ['an empty label', { fieldLabels: { name: ' ' } }, ['fieldLabels.name']],
    ['a label over 100 characters', { fieldLabels: { name: 'l'.repeat(101) } }, ['fieldLabels.name']],
    ['a label with half of a character pair', { fieldLabels: { name: '\ud800' } }, ['fieldLabels.name']],
    ['a label that is a number', { fieldLabels: { name: 1 } }, ['fieldLabels.name']],
    [
      'a label for a name of 401 characters',
      { fieldLabels: { ['n'.repeat(401)]: 'x' } },
      [`fieldLabels.${'n'.repeat(401)}`],
    ],
    [
      '501 labels',
      { fieldLabels: Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`f${index}`, 'x'])) },
      ['fieldLabels'],
    ],
    [
      'another state, version and owner',
      { state: 'ready', version: 9, accountId: 'acc_x' },
      ['accountId', 'state', 'version'],
    ],
    ['fields of its own', { fields: [], problems: [] }, ['fields', 'problems']],
  ]);

  test('refuses a body that changes nothing', async () => {
    expectRefusal(await change({}), 'invalid-request');
  });

  test('by a stranger changes nothing', async () => {
    const before = await read();
    await send(updateTemplate, { ...request(), token: stranger.accessToken });
    expect(await read()).toEqual(before);
  });
});
