import { beforeAll, expect, test } from 'vitest';
import { getTemplate, uploadTemplate } from '../../../shared/contract/templates.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders } from '../expectations.ts';
import { letterFields, readyTemplate } from '../fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
let templateId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  templateId = await readyTemplate(person.api, 'Letter');
});

const request = () => ({ token: person.accessToken, params: { templateId } });
testsOfTheToken(getTemplate, request);
testsOfTheId(getTemplate, { name: 'templateId', prefix: 'tpl' }, request, () => stranger.accessToken);

test('shows a template with its fields, and nothing from inside', async () => {
  const answer = await send(getTemplate, request());
  expect(answer.status).toBe(200);
  expectJsonHeaders(answer.headers);
  const template = JSON.parse(answer.text);
  expect(template).toEqual({
    templateId,
    name: 'Letter',
    description: '',
    category: 'general',
    state: 'ready',
    version: 1,
    latestVersion: 1,
    problems: [],
    fields: expect.any(Array),
    fieldSettings: {},
    createdAt: expect.stringMatching(/Z$/),
    updatedAt: expect.stringMatching(/Z$/),
    revision: expect.any(Number),
  });
  expect(answer.headers.get('etag')).toBe(`"r${template.revision}"`);
});

test('describes each field: kind, label, places, what is inside', async () => {
  const { body } = await person.api.call(getTemplate, { params: { templateId } });
  expect(body.fields.map(({ name }) => name)).toEqual(letterFields);
  const [name, amount, items, urgent] = body.fields;
  expect(name).toMatchObject({ kind: 'value', label: 'Name', shownThrough: [[]] });
  expect(name?.places).toMatchObject([{ part: 'body', paragraph: 1, inTable: false, inTextBox: false }]);
  expect(amount).toMatchObject({ kind: 'filter', shownThrough: [['naira']] });
  expect(items).toMatchObject({ kind: 'section', yesNo: false });
  expect(items?.fields.map((field) => field.name)).toEqual(['label', 'count']);
  expect(urgent).toMatchObject({ kind: 'section', yesNo: true, fields: [] });
});

test('shows a template that waits for its file without a version', async () => {
  const { body } = await person.api.call(uploadTemplate, { body: { name: 'Waiting' } });
  const params = { templateId: body.template.templateId };
  const answer = await send(getTemplate, { token: person.accessToken, params });
  expect(JSON.parse(answer.text)).toEqual(JSON.parse(JSON.stringify(body.template)));
});
