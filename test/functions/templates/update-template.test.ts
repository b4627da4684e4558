// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { beforeAll, describe, expect, test } from 'vitest';
import { sendForm, until } from '../../../dev/journey.ts';
import { generateDocuments } from '../../../shared/contract/documents.ts';
import {
  getTemplate,
  listTemplates,
  updateTemplate,
  uploadTemplate,
  uploadTemplateVersion,
} from '../../../shared/contract/templates.ts';
import type { FieldSettings } from '../../../shared/domain/field-settings.ts';
import { paragraphsOf } from '../../support/docx-text.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { download, letter, readyTemplate } from '../fixtures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { paper } from './version-fixtures.ts';

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

describe('settings of a field', () => {
  const shown = async () => {
    const { fields } = await read();
    const items = fields.find(({ name }) => name === 'items');
    return new Map([
      ...fields.map((field) => [field.name, field] as const),
      ...(items?.fields ?? []).map((field) => [`items.${field.name}`, field] as const),
    ]);
  };

  test('replace what was made from the document, inside a section too, and are shown', async () => {
    const before = await shown();
    const fieldSettings = {
      name: { label: ' To whom ', help: 'First name first.', default: 'Reader' },
      'items.count': { label: 'How many', type: 'number' },
    };
    const answer = await change({ fieldSettings });
    expect(answer.status, answer.text).toBe(200);
    const after = await shown();
    expect(after.get('name')).toEqual({
      ...before.get('name'),
      label: 'To whom',
      help: 'First name first.',
      default: 'Reader',
      required: false,
    });
    expect(after.get('items.count')).toMatchObject({ label: 'How many', type: 'number', confidence: 1 });
    expect(after.get('amount')).toEqual(before.get('amount'));
    expect((await read()).fieldSettings).toEqual({
      name: { label: 'To whom', help: 'First name first.', default: 'Reader' },
      'items.count': { label: 'How many', type: 'number' },
    });
  });

  test('are added to those of other fields, and replace those of the same one', async () => {
    await change({
      fieldSettings: { name: { label: 'To whom', help: 'Gone.' }, amount: { label: 'Sum due' } },
    });
    await change({ fieldSettings: { name: { label: 'Reader' } } });
    expect((await read()).fieldSettings).toMatchObject({
      name: { label: 'Reader' },
      amount: { label: 'Sum due' },
    });
    expect((await shown()).get('name')).toMatchObject({ label: 'Reader', help: '', required: true });
  });

  test('are taken back by null', async () => {
    await change({ fieldSettings: { name: { label: 'To whom' }, 'items.count': { label: 'How many' } } });
    const answer = await change({ fieldSettings: { name: null, 'items.count': null } });
    expect(answer.status, answer.text).toBe(200);
    const after = await shown();
    expect(after.get('name')).toMatchObject({ label: 'Name', required: true });
    expect(after.get('items.count')).toMatchObject({ label: 'Count' });
    expect(Object.keys((await read()).fieldSettings)).not.toContain('name');
    expect((await change({ fieldSettings: { name: null } })).status).toBe(200);
  });

  test('decide which values are accepted and what is printed', async () => {
    const id = await readyTemplate(person.api, 'Settled', paper('${name}: ${colour}, ${size}, ${code}'));
    const settle = (fieldSettings: Record<string, FieldSettings | null>) =>
      person.api.call(updateTemplate, { params: { templateId: id }, body: { fieldSettings } });
    const fill = async (values: Record<string, unknown>) =>
      send(generateDocuments, {
        token: person.accessToken,
        body: { templateId: id, values },
        headers: { prefer: 'wait=20' },
      });
    await settle({
      name: { default: 'Reader' },
      colour: { type: 'choice', choices: ['red', 'green'] },
      size: { type: 'number', required: false },
      code: { type: 'rc-number' },
    });
    const wrong = await fill({ colour: 'blue', size: 'large', code: 'x' });
    expectFieldFaults(wrong, ['values.colour', 'values.size', 'values.code'], 'invalid-values');
    const right = await fill({ colour: 'red', code: 'RC 123456' });
    expect(right.status, right.text).toBe(200);
    const [document] = generateDocuments.reply.finishedBody.parse(JSON.parse(right.text)).items;
    const { bytes } = await download(document?.download?.url ?? '');
    expect(paragraphsOf(bytes)).toEqual(['Reader: red, , RC 123456']);
    await settle({ name: null, colour: null, size: null, code: null });
    expectFieldFaults(
      await fill({ colour: 'blue', code: 'x' }),
      ['values.name', 'values.size'],
      'invalid-values',
    );
    expect((await fill({ name: 'x', colour: 'blue', size: 'large', code: 'x' })).status).toBe(200);
  });

  test('outlive a new version of the file', async () => {
    await change({ fieldSettings: { urgent: { label: 'In a hurry?' } } });
    const { body } = await person.api.call(uploadTemplateVersion, { params: { templateId }, body: {} });
    await sendForm(body.upload, { bytes: letter('Good day'), name: 'two.docx' });
    await until('version 2', async () => ((await read()).version === 2 ? true : undefined));
    expect((await shown()).get('urgent')).toMatchObject({ label: 'In a hurry?' });
  });

  test('for a field that does not exist are refused by name, and nothing is changed', async () => {
    const before = await read();
    const settings = { label: 'x' };
    const body = {
      name: 'Lost',
      fieldSettings: { nothing: settings, 'items.nothing': settings, name: settings },
    };
    expectFieldFaults(await change(body), ['fieldSettings.nothing', 'fieldSettings.items.nothing']);
    expect(await read()).toEqual(before);
  });

  test.each<[string, string, FieldSettings]>([
    ['a type that its filter cannot print', 'amount', { type: 'text' }],
    ['a type for a list', 'items', { type: 'text' }],
    ['a default that does not fit its type', 'amount', { default: 'much' }],
    ['a default for a list', 'items', { default: 'none' }],
    ['choices without the type', 'name', { choices: ['a', 'b'] }],
    ['a choice without choices', 'name', { type: 'choice' }],
    ['a choice given twice', 'name', { type: 'choice', choices: ['a', 'a'] }],
    ['a default that is none of its choices', 'name', { type: 'choice', choices: ['a'], default: 'b' }],
  ])('that contradict the document or themselves are refused by name: %s', async (_, name, settings) => {
    const before = await read();
    const cleared = await change({ fieldSettings: { [name]: null } });
    expect(cleared.status).toBe(200);
    const answer = await change({ fieldSettings: { [name]: settings, urgent: { label: 'Fine' } } });
    expectFieldFaults(answer, [`fieldSettings.${name}`]);
    expect((await read()).fieldSettings.urgent).toEqual(before.fieldSettings.urgent);
  });

  test('over 100 kB together are refused', async () => {
    const id = await readyTemplate(person.api, 'Many', paper('${a} ${b} ${c}'));
    const large = {
      type: 'choice' as const,
      choices: Array.from({ length: 200 }, (_, index) => `${index} ${'x'.repeat(190)}`),
    };
    const settle = (name: string) =>
      send(updateTemplate, {
        token: person.accessToken,
        params: { templateId: id },
        body: { fieldSettings: { [name]: large } },
      });
    expect((await settle('a')).status).toBe(200);
    expect((await settle('b')).status).toBe(200);
    expectFieldFaults(await settle('c'), ['fieldSettings']);
    expect((await settle('b')).status).toBe(200);
  });

  test.each(['toString', 'hasOwnProperty', 'constructor', 'items.constructor'])(
    'for a name that every object has, %s, are refused',
    async (name) => {
      expectFieldFaults(await change({ fieldSettings: { [name]: { label: 'x' } } }), [
        `fieldSettings.${name}`,
      ]);
    },
  );

  test('are refused before the template has a file', async () => {
    const { body } = await person.api.call(uploadTemplate, { body: { name: 'Waiting' } });
    const answer = await send(updateTemplate, {
      token: person.accessToken,
      params: { templateId: body.template.templateId },
      body: { fieldSettings: { name: { label: 'x' } } },
    });
    expectFieldFaults(answer, ['fieldSettings.name']);
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
    ['settings that are a list', { fieldSettings: ['x'] }, ['fieldSettings']],
    ['settings that are a text', { fieldSettings: 'x' }, ['fieldSettings']],
    ['a setting that is a text', { fieldSettings: { name: 'x' } }, ['fieldSettings.name']],
    ['an empty label', { fieldSettings: { name: { label: ' ' } } }, ['fieldSettings.name.label']],
    [
      'a label over 100 characters',
      { fieldSettings: { name: { label: 'l'.repeat(101) } } },
      ['fieldSettings.name.label'],
    ],
    ['a label that is a number', { fieldSettings: { name: { label: 1 } } }, ['fieldSettings.name.label']],
    [
      'a label with half of a character pair',
      { fieldSettings: { name: { label: '\ud800' } } },
      ['fieldSettings.name'],
    ],
    ['a help text with a NUL', { fieldSettings: { name: { help: '\u0000' } } }, ['fieldSettings.name']],
    [
      'a help text over 500 characters',
      { fieldSettings: { name: { help: 'h'.repeat(501) } } },
      ['fieldSettings.name.help'],
    ],
    ['an unknown type', { fieldSettings: { name: { type: 'colour' } } }, ['fieldSettings.name.type']],
    [
      'a need that is a text',
      { fieldSettings: { name: { required: 'yes' } } },
      ['fieldSettings.name.required'],
    ],
    [
      'a default with half of a character pair',
      { fieldSettings: { name: { default: '\ud800' } } },
      ['fieldSettings.name'],
    ],
    [
      'a default that is a list',
      { fieldSettings: { name: { default: ['x'] } } },
      ['fieldSettings.name.default'],
    ],
    [
      'an empty choice',
      { fieldSettings: { name: { type: 'choice', choices: ['a', ' '] } } },
      ['fieldSettings.name.choices.1'],
    ],
    [
      '201 choices',
      {
        fieldSettings: {
          name: { type: 'choice', choices: Array.from({ length: 201 }, (_, index) => `${index}`) },
        },
      },
      ['fieldSettings.name.choices'],
    ],
    ['an unknown setting', { fieldSettings: { name: { colour: 'red' } } }, ['fieldSettings.name.colour']],
    [
      'settings for a name of 401 characters',
      { fieldSettings: { ['n'.repeat(401)]: { label: 'x' } } },
      [`fieldSettings.${'n'.repeat(401)}`],
    ],
    [
      '501 settings',
      { fieldSettings: Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`f${index}`, {}])) },
      ['fieldSettings'],
    ],
    ['the labels of old', { fieldLabels: { name: 'x' } }, ['fieldLabels']],
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
