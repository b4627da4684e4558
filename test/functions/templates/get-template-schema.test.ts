// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { beforeAll, describe, expect, test } from 'vitest';
import { addTemplate } from '../../../dev/journey.ts';
import { generateDocuments } from '../../../shared/contract/documents.ts';
import { getTemplateSchema, updateTemplate, uploadTemplate } from '../../../shared/contract/templates.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { readyAsset } from '../asset-fixtures.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { readyTemplate } from '../fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { type Answer, send } from '../send.ts';
import { accepts, type Schema, tenancy, tenancyNames, tenancyValues } from './form-fixtures.ts';
import { addVersion, paper } from './version-fixtures.ts';

let person: Person;
let stranger: Person;
let templateId: string;
let schema: Schema;
let values: Record<string, unknown>;

const ask = (id: string, query?: Record<string, string>): Promise<Answer> =>
  send(getTemplateSchema, { token: person.accessToken, params: { templateId: id }, query });

const schemaOf = async (id: string, query?: Record<string, string>): Promise<Schema> => {
  const answer = await ask(id, query);
  expect(answer.status, answer.text).toBe(200);
  return JSON.parse(answer.text);
};

const namesIn = (of: Schema): string[] => Object.keys(Object(of.properties));

beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  templateId = await readyTemplate(person.api, 'Tenancy', tenancy());
  schema = await schemaOf(templateId);
  values = tenancyValues((await readyAsset(person.api)).assetId);
});

describe('the schema of the values', () => {
  test('is JSON Schema 2020-12 with the name of the template', async () => {
    const answer = await ask(templateId);
    expectJsonHeaders(answer.headers);
    expect(JSON.parse(answer.text)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Tenancy',
      type: 'object',
      additionalProperties: false,
    });
  });

  test('asks for every field in the order of the document, but not for signatures, codes and amounts in words', () => {
    expect(namesIn(schema)).toEqual(tenancyNames);
    expect(schema.required).toEqual(expect.arrayContaining(['logo', 'tenant', 'rent', 'items', 'status']));
    expect(schema.required).not.toContain('remark');
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['values as they should be', {}, []],
    ['a branch that is shown', { status: 'paid', paid_on: '2026-11-20', account_number: undefined }, []],
    ['a branch that is shown without its value', { status: 'paid' }, ['paid_on']],
    ['a section that is shown without its value', { pets: true }, ['pet_names']],
    ['a section that is shown', { pets: true, pet_names: 'Bingo' }, []],
    ['a missing value', { rent: undefined }, ['rent']],
    ['an amount that is a word', { rent: 'much' }, ['rent']],
    ['no rows', { items: [] }, []],
    ['a row without its price', { items: [{ name: 'Key' }] }, ['items[0].price']],
    ['a group that is a text', { tenant: 'Ada Obi' }, ['tenant']],
    ['a NIN of ten digits', { nin: '1234567890' }, ['nin']],
    ['an address of no mailbox', { tenant_email: 'ada.obi' }, ['tenant_email']],
    ['an account number with a wrong digit too many', { account_number: '01234567860' }, ['account_number']],
    ['a date that is none', { agreement_date: '31 February 2026' }, ['agreement_date']],
    ['words of an amount, which are written for you', { rent_in_words: 'One' }, ['rent_in_words']],
    ['a signature, which is given later', { tenant_signature: 'Ada Obi' }, ['tenant_signature']],
    ['a QR code, which is ours', { qr: 'x' }, ['qr']],
    ['a picture that is an address', { logo: 'https://example.com/logo.png' }, ['logo']],
    ['a picture that is a path', { logo: '../../etc/passwd' }, ['logo']],
  ])('says of %s what generating says', async (_, change, faults) => {
    const given = JSON.parse(JSON.stringify({ ...values, ...change }));
    expect(accepts(schema, given)).toBe(faults.length === 0);
    const answer = await send(generateDocuments, {
      token: person.accessToken,
      body: { templateId, values: given },
    });
    if (faults.length === 0) expect(answer.status, answer.text).toBe(202);
    else {
      const fields = faults.map((field) => `values.${field}`);
      expectFieldFaults(answer, fields, 'invalid-values');
    }
  });

  test('has the settings of fields', async () => {
    const id = await readyTemplate(person.api, 'Settled', paper('${name} ${colour} ${size}'));
    const fieldSettings = {
      name: { label: 'Full name', help: 'As in the passport.', default: 'Ada Obi' },
      colour: { type: 'choice' as const, choices: ['red', 'green'] },
      size: { required: false, type: 'number' as const },
    };
    await person.api.call(updateTemplate, { params: { templateId: id }, body: { fieldSettings } });
    const settled = await schemaOf(id);
    expect(settled).toMatchObject({
      required: ['colour'],
      properties: {
        name: { title: 'Full name', description: 'As in the passport.', default: 'Ada Obi' },
        colour: { 'x-mytypist': { type: 'choice', widget: 'select' } },
        size: { 'x-mytypist': { type: 'number', confidence: 1 } },
      },
    });
    expect(accepts(settled, { colour: 'red' })).toBe(true);
    expect(accepts(settled, { colour: 'blue' })).toBe(false);
    expect(accepts(settled, { colour: 'red', size: 'large' })).toBe(false);
  });

  test('is that of the version in use, or of the one that is named', async () => {
    const id = await readyTemplate(person.api, 'Versions', paper('${name}'));
    await addVersion(person.api, id, paper('${name} ${title}'));
    expect(namesIn(await schemaOf(id))).toEqual(['name']);
    expect(namesIn(await schemaOf(id, { version: '2' }))).toEqual(['name', 'title']);
    expect(namesIn(await schemaOf(id, { version: '1' }))).toEqual(['name']);
  });

  test('of a template that asks for nothing accepts nothing but no values', async () => {
    const empty = await schemaOf(await readyTemplate(person.api, 'Plain', paper('Hello')));
    expect(accepts(empty, {})).toBe(true);
    expect(accepts(empty, { name: 'x' })).toBe(false);
  });
});

describe('a template without a usable version', () => {
  test('has no schema yet', async () => {
    const { body } = await person.api.call(uploadTemplate, { body: { name: 'Waiting' } });
    expectRefusal(await ask(body.template.templateId), 'template-not-ready');
    expectRefusal(await ask(body.template.templateId, { version: '1' }), 'template-not-ready');
  });

  test('has none when its file was rejected', async () => {
    const { templateId: id } = await addTemplate(person.api, 'Broken', paper('${name'));
    expectRefusal(await ask(id), 'template-not-ready');
  });

  test('has none of a version that was never uploaded', async () => {
    expectRefusal(await ask(templateId, { version: '2' }), 'not-found');
  });
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, params: { templateId } });
  testsOfTheToken(getTemplateSchema, request);
  testsOfTheId(getTemplateSchema, { name: 'templateId', prefix: 'tpl' }, request, () => stranger.accessToken);

  test.each(['0', '-1', '1.5', 'one', '', '1000000'])('for version "%s" is refused', async (version) => {
    expectFieldFaults(await ask(templateId, { version }), ['version']);
  });

  test('with an unknown parameter is refused', async () => {
    expectFieldFaults(await ask(templateId, { draft: '7' }), ['draft']);
  });
});
