// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { beforeAll, describe, expect, test } from 'vitest';
import { addTemplate, judged, sendForm, until } from '../../../dev/journey.ts';
import { generateDocuments } from '../../../shared/contract/documents.ts';
import {
  getTemplate,
  listTemplateVersions,
  uploadTemplateVersion,
} from '../../../shared/contract/templates.ts';
import { docx, p } from '../../support/docx.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { letter, letterFields, letterValues, readyTemplate, sha256Of } from '../fixtures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
let templateId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  templateId = await readyTemplate(person.api);
});

const announce = async (
  id: string,
  body: { size?: number; sha256?: string; acceptBreaking?: boolean } = {},
) => (await person.api.call(uploadTemplateVersion, { params: { templateId: id }, body })).body;

const read = async (id: string) => (await person.api.call(getTemplate, { params: { templateId: id } })).body;

const versions = async (id: string) =>
  (await person.api.call(listTemplateVersions, { params: { templateId: id } })).body.items;

/** Waits for the verdict on the latest version. */
const latest = (id: string) =>
  until('the verdict', async () => {
    const [newest] = await versions(id);
    return newest?.state === 'ready' || newest?.state === 'rejected' ? newest : undefined;
  });

describe('the next version', () => {
  test('waits for its file while the one before stays in use', async () => {
    const id = await readyTemplate(person.api);
    const before = await read(id);
    const answer = await send(uploadTemplateVersion, {
      token: person.accessToken,
      params: { templateId: id },
      body: {},
    });
    expect(answer.status).toBe(201);
    expectJsonHeaders(answer.headers);
    const { version, upload } = JSON.parse(answer.text);
    expect(version).toEqual({
      templateId: id,
      version: 2,
      state: 'awaiting-upload',
      problems: [],
      fields: [],
      createdAt: version.updatedAt,
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect(upload.fields.key).toMatch(/\/2\.docx$/);
    expect(await read(id)).toMatchObject({
      state: 'ready',
      version: 1,
      latestVersion: 2,
      revision: before.revision + 1,
      fields: before.fields,
    });
  });

  test('comes into use with its own fields when it is ready, and the old one can still be named', async () => {
    const id = await readyTemplate(person.api);
    const file = docx(p('${recipient}'));
    const { upload } = await announce(id, {
      size: file.length,
      sha256: sha256Of(file),
      acceptBreaking: true,
    });
    await sendForm(upload, { bytes: file, name: 'two.docx' });
    expect(await latest(id)).toMatchObject({ version: 2, state: 'ready', sha256: sha256Of(file) });
    const template = await read(id);
    expect(template).toMatchObject({ version: 2, latestVersion: 2, state: 'ready', problems: [] });
    expect(template.fields.map(({ name }) => name)).toEqual(['recipient']);
    const fill = (values: Record<string, unknown>, version?: number) =>
      person.api.call(generateDocuments, {
        body: { templateId: id, values, ...(version ? { version } : {}) },
      });
    expect((await fill({ recipient: 'x' })).body.items[0]?.version).toBe(2);
    expect((await fill(letterValues(), 1)).body.items[0]?.version).toBe(1);
  });

  test('that breaks what callers send waits to be published, and the one before stays in use', async () => {
    const id = await readyTemplate(person.api);
    const { upload } = await announce(id, { acceptBreaking: false });
    await sendForm(upload, { bytes: docx(p('${recipient}')), name: 'two.docx' });
    expect(await latest(id)).toMatchObject({ version: 2, state: 'ready', problems: [] });
    const template = await read(id);
    expect(template).toMatchObject({ version: 1, latestVersion: 2, state: 'ready' });
    expect(template.problems).toEqual([
      { code: 'breaking-change', message: expect.stringContaining('"acceptBreaking": true') },
    ]);
    const fill = (values: Record<string, unknown>, version?: number) =>
      person.api.call(generateDocuments, {
        body: { templateId: id, values, ...(version ? { version } : {}) },
      });
    expect((await fill(letterValues())).body.items[0]?.version).toBe(1);
    expect((await fill({ recipient: 'x' }, 2)).body.items[0]?.version).toBe(2);
  });

  test('that is rejected leaves the version before in use, and says what is wrong', async () => {
    const id = await readyTemplate(person.api);
    const { upload } = await announce(id);
    await sendForm(upload, { bytes: docx(p('Hello ${name')), name: 'two.docx' });
    const rejected = await latest(id);
    expect(rejected).toMatchObject({ version: 2, state: 'rejected', fields: [] });
    const template = await read(id);
    expect(template).toMatchObject({ state: 'ready', version: 1, latestVersion: 2 });
    expect(template.problems).toEqual(rejected.problems);
    expect(template.problems[0]).toMatchObject({
      code: 'unclosed-placeholder',
      where: { part: 'body', paragraph: 1, around: expect.stringContaining('${name') },
    });
    expect(template.fields.map(({ name }) => name)).toEqual(letterFields);
    const { body } = await person.api.call(generateDocuments, {
      body: { templateId: id, values: letterValues() },
    });
    expect(body.items[0]?.version).toBe(1);
    const refused = await send(generateDocuments, {
      token: person.accessToken,
      body: { templateId: id, version: 2, values: letterValues() },
    });
    expectRefusal(refused, 'template-not-ready');
  });

  test('rescues a template whose first file was rejected', async () => {
    const { templateId: id, state } = await addTemplate(person.api, 'Broken', docx(p('${name')));
    expect(state).toBe('rejected');
    const { upload } = await announce(id);
    expect(await read(id)).toMatchObject({ state: 'awaiting-upload', problems: [] });
    await sendForm(upload, { bytes: letter(), name: 'two.docx' });
    expect(await judged(person.api, id)).toMatchObject({ state: 'ready', version: 2, problems: [] });
  });

  test('stays in use when the file of an older version arrives late', async () => {
    const id = await readyTemplate(person.api);
    const late = await announce(id);
    const newest = await announce(id, { acceptBreaking: true });
    await sendForm(newest.upload, { bytes: docx(p('${third}')), name: 'three.docx' });
    expect(await latest(id)).toMatchObject({ version: 3, state: 'ready' });
    await sendForm(late.upload, { bytes: docx(p('${second}')), name: 'two.docx' });
    const second = await until('the verdict on version 2', async () =>
      (await versions(id)).find(({ version, state }) => version === 2 && state === 'ready'),
    );
    expect(second.fields.map(({ name }) => name)).toEqual(['second']);
    const template = await read(id);
    expect(template.version).toBe(3);
    expect(template.fields.map(({ name }) => name)).toEqual(['third']);
  });

  test('is never given to two requests at once', async () => {
    const id = await readyTemplate(person.api);
    const request = { token: person.accessToken, params: { templateId: id }, body: {} };
    const answers = await Promise.all(Array.from({ length: 4 }, () => send(uploadTemplateVersion, request)));
    const made = answers
      .filter(({ status }) => status === 201)
      .map(({ text }) => JSON.parse(text).version.version);
    for (const answer of answers.filter(({ status }) => status !== 201)) expectRefusal(answer, 'conflict');
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made).size).toBe(made.length);
    expect((await read(id)).latestVersion).toBe(1 + made.length);
  });
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, params: { templateId }, body: {} });
  testsOfTheToken(uploadTemplateVersion, request);
  testsOfTheBody(uploadTemplateVersion, request);
  testsOfTheId(
    uploadTemplateVersion,
    { name: 'templateId', prefix: 'tpl' },
    request,
    () => stranger.accessToken,
  );
  testsOfInvalidBodies(uploadTemplateVersion, request, [
    ['a size of nothing', { size: 0 }, ['size']],
    ['a size over 10 MB', { size: 10 * 1024 * 1024 + 1 }, ['size']],
    ['a size that is a text', { size: '1' }, ['size']],
    ['a hash in capitals', { sha256: 'A'.repeat(64) }, ['sha256']],
    ['a hash that is null', { sha256: null }, ['sha256']],
    ['an acceptance that is a text', { acceptBreaking: 'true' }, ['acceptBreaking']],
    ['an acceptance that is null', { acceptBreaking: null }, ['acceptBreaking']],
    ['a name', { name: 'x' }, ['name']],
    ['a version of its own', { version: 7 }, ['version']],
  ]);

  test('by a stranger changes nothing', async () => {
    const before = await read(templateId);
    await send(uploadTemplateVersion, { ...request(), token: stranger.accessToken });
    expect(await read(templateId)).toEqual(before);
  });
});
