// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { beforeAll, describe, expect, test } from 'vitest';
import { generateDocuments } from '../../../shared/contract/documents.ts';
import {
  getTemplateSample,
  getTemplateSchema,
  updateTemplate,
  uploadTemplate,
} from '../../../shared/contract/templates.ts';
import { inspectTemplate } from '../../../shared/engines/docx/inspect-template.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { readyAsset } from '../asset-fixtures.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { download, letter, readyTemplate } from '../fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { type Answer, send } from '../send.ts';
import { accepts, tenancy } from './form-fixtures.ts';
import { addVersion, paper } from './version-fixtures.ts';

let person: Person;
let stranger: Person;
let templateId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  templateId = await readyTemplate(person.api, 'Tenancy', tenancy());
});

const ask = (id: string, query?: Record<string, string>): Promise<Answer> =>
  send(getTemplateSample, { token: person.accessToken, params: { templateId: id }, query });

const sampleOf = async (id: string, query?: Record<string, string>): Promise<Record<string, unknown>> => {
  const answer = await ask(id, query);
  expect(answer.status, answer.text).toBe(200);
  return JSON.parse(answer.text);
};

const fill = (id: string, values: Record<string, unknown>): Promise<Answer> =>
  send(generateDocuments, {
    token: person.accessToken,
    body: { templateId: id, values },
    headers: { prefer: 'wait=20' },
  });

describe('sample values', () => {
  test('fit the schema and look like what the fields ask for', async () => {
    const answer = await ask(templateId);
    expectJsonHeaders(answer.headers);
    const sample = JSON.parse(answer.text);
    const { body: schema } = await person.api.call(getTemplateSchema, { params: { templateId } });
    expect(accepts(schema, sample)).toBe(true);
    expect(sample).toMatchObject({
      logo: 'ast_sample',
      tenant: { name: 'Ada Obi' },
      tenant_email: expect.stringContaining('@'),
      nin: expect.stringMatching(/^\d{11}$/),
      rent: expect.any(Number),
      items: [{ name: expect.any(String) }, { name: expect.any(String) }],
    });
    for (const name of ['qr', 'tenant_signature', 'rent_in_words']) expect(sample).not.toHaveProperty(name);
  });

  test('fill the template, with a picture of the account', async () => {
    const { assetId } = await readyAsset(person.api);
    const sample = await sampleOf(templateId);
    const answer = await fill(templateId, { ...sample, logo: assetId });
    expect(answer.status, answer.text).toBe(200);
    const [document] = generateDocuments.reply.finishedBody.parse(JSON.parse(answer.text)).items;
    expect(document).toMatchObject({ state: 'ready' });
    const { bytes } = await download(document?.download?.url ?? '');
    expect(inspectTemplate(bytes).fields).toEqual([]);
  });

  test('stand for a picture that has to be replaced', async () => {
    const answer = await fill(templateId, await sampleOf(templateId));
    expectFieldFaults(answer, ['values.logo'], 'invalid-values');
  });

  test('of a template without pictures fill it as they are', async () => {
    const id = await readyTemplate(person.api, 'Letter', letter());
    const answer = await fill(id, await sampleOf(id));
    expect(answer.status, answer.text).toBe(200);
  });

  test('have the settings of fields', async () => {
    const id = await readyTemplate(person.api, 'Settled', paper('${name} ${colour} ${contact}'));
    const fieldSettings = {
      name: { default: 'Reader' },
      colour: { type: 'choice' as const, choices: ['red', 'green'] },
      contact: { type: 'email' as const },
    };
    await person.api.call(updateTemplate, { params: { templateId: id }, body: { fieldSettings } });
    const sample = await sampleOf(id);
    expect(sample).toMatchObject({ name: 'Reader', colour: 'red', contact: expect.stringContaining('@') });
    expect((await fill(id, sample)).status).toBe(200);
  });

  test('are those of the version in use, or of the one that is named', async () => {
    const id = await readyTemplate(person.api, 'Versions', paper('${name}'));
    await addVersion(person.api, id, paper('${title}'));
    expect(Object.keys(await sampleOf(id))).toEqual(['name']);
    expect(Object.keys(await sampleOf(id, { version: '2' }))).toEqual(['title']);
  });

  test('are none for a template that asks for nothing', async () => {
    expect(await sampleOf(await readyTemplate(person.api, 'Plain', paper('Hello')))).toEqual({});
  });
});

test('a template that waits for its file has no sample', async () => {
  const { body } = await person.api.call(uploadTemplate, { body: { name: 'Waiting' } });
  expectRefusal(await ask(body.template.templateId), 'template-not-ready');
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, params: { templateId } });
  testsOfTheToken(getTemplateSample, request);
  testsOfTheId(getTemplateSample, { name: 'templateId', prefix: 'tpl' }, request, () => stranger.accessToken);

  test('for a version that was never uploaded finds nothing', async () => {
    expectRefusal(await ask(templateId, { version: '2' }), 'not-found');
  });

  test.each(['0', 'one', '', '1000000'])('for version "%s" is refused', async (version) => {
    expectFieldFaults(await ask(templateId, { version }), ['version']);
  });
});
