// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { beforeAll, describe, expect, test } from 'vitest';
import { addTemplate } from '../../../dev/journey.ts';
import { generateDocuments } from '../../../shared/contract/documents.ts';
import {
  publishTemplateVersion,
  updateTemplate,
  uploadTemplateVersion,
} from '../../../shared/contract/templates.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { readyTemplate } from '../fixtures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheId, testsOfTheToken } from '../rules.ts';
import { type Answer, send } from '../send.ts';
import { addVersion, paper, readTemplate } from './version-fixtures.ts';

let person: Person;
let stranger: Person;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
});

const publish = (
  templateId: string,
  version: number | string,
  body: unknown = {},
  headers: Record<string, string> = {},
): Promise<Answer> =>
  send(publishTemplateVersion, {
    token: person.accessToken,
    params: { templateId, version: String(version) },
    body,
    headers,
  });

/** Version 1 in use, version 2 ready but breaking. */
async function withBreakingVersion(): Promise<string> {
  const templateId = await readyTemplate(person.api, 'Breaking', paper('${name} ${title}'));
  await addVersion(person.api, templateId, paper('${name} ${salary|naira}'));
  return templateId;
}

/** The version that documents are made from when none is named. */
const versionUsed = async (
  templateId: string,
  values: Record<string, unknown>,
): Promise<number | undefined> =>
  (await person.api.call(generateDocuments, { body: { templateId, values } })).body.items[0]?.version;

describe('a version that breaks what callers send', () => {
  test('is ready but not in use, and the template says why and what to do', async () => {
    const templateId = await withBreakingVersion();
    const template = await readTemplate(person.api, templateId);
    expect(template).toMatchObject({ state: 'ready', version: 1, latestVersion: 2 });
    expect(template.problems).toEqual([
      { code: 'breaking-change', message: expect.stringMatching(/salary, title.*"acceptBreaking": true/) },
    ]);
    expect(template.fields.map(({ name }) => name)).toEqual(['name', 'title']);
    expect(await versionUsed(templateId, { name: 'Ada Obi', title: 'Ms' })).toBe(1);
  });

  test('is refused until that is accepted, naming each field, and nothing changes', async () => {
    const templateId = await withBreakingVersion();
    const before = await readTemplate(person.api, templateId);
    for (const body of [{}, { acceptBreaking: false }]) {
      const error = expectFieldFaults(
        await publish(templateId, 2, body),
        ['salary', 'title'],
        'breaking-change',
      );
      expect(error.message).toContain('Version 2');
    }
    expect(await readTemplate(person.api, templateId)).toEqual(before);
  });

  test('comes into use when that is accepted, with the reply of reading and its ETag', async () => {
    const templateId = await withBreakingVersion();
    const before = await readTemplate(person.api, templateId);
    const answer = await publish(templateId, 2, { acceptBreaking: true });
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const template = JSON.parse(answer.text);
    expect(template).toMatchObject({
      version: 2,
      latestVersion: 2,
      problems: [],
      revision: before.revision + 1,
    });
    expect(answer.headers.get('etag')).toBe(`"r${template.revision}"`);
    expect(await readTemplate(person.api, templateId)).toEqual(template);
    expect(await versionUsed(templateId, { name: 'Ada Obi', salary: 1 })).toBe(2);
  });

  test('comes into use at once when that was accepted with the upload', async () => {
    const templateId = await readyTemplate(person.api, 'Accepted', paper('${name}'));
    await addVersion(person.api, templateId, paper('${title}'), { acceptBreaking: true });
    const template = await readTemplate(person.api, templateId);
    expect(template).toMatchObject({ version: 2, problems: [] });
    expect(template.fields.map(({ name }) => name)).toEqual(['title']);
  });
});

describe('an older version', () => {
  test('rolls back, and the settings of fields stay', async () => {
    const templateId = await readyTemplate(person.api, 'Roll back', paper('Dear ${name}'));
    await addVersion(person.api, templateId, paper('Good day ${name}'));
    const fieldSettings = { name: { label: 'To whom' } };
    await person.api.call(updateTemplate, { params: { templateId }, body: { fieldSettings } });
    const answer = await publish(templateId, 1);
    expect(answer.status, answer.text).toBe(200);
    const template = JSON.parse(answer.text);
    expect(template).toMatchObject({
      state: 'ready',
      version: 1,
      latestVersion: 2,
      problems: [],
      fieldSettings,
    });
    expect(template.fields).toMatchObject([{ name: 'name', label: 'To whom' }]);
    expect(await versionUsed(templateId, { name: 'Ada Obi' })).toBe(1);
  });

  test('leaves the place to the next upload', async () => {
    const templateId = await readyTemplate(person.api, 'Forward', paper('1 ${name}'));
    await addVersion(person.api, templateId, paper('2 ${name}'));
    await publish(templateId, 1);
    await addVersion(person.api, templateId, paper('3 ${name}'));
    expect(await readTemplate(person.api, templateId)).toMatchObject({ version: 3, latestVersion: 3 });
  });
});

describe('a version that cannot be used', () => {
  test('waits for its file, and is refused', async () => {
    const templateId = await readyTemplate(person.api);
    await person.api.call(uploadTemplateVersion, { params: { templateId }, body: {} });
    const { message } = expectRefusal(
      await publish(templateId, 2, { acceptBreaking: true }),
      'template-not-ready',
    );
    expect(message).toContain('awaiting-upload');
  });

  test('was rejected, and is refused', async () => {
    const { templateId } = await addTemplate(person.api, 'Broken', paper('${name'));
    expectRefusal(await publish(templateId, 1), 'template-not-ready');
  });

  test.each(['2', '999999'])('was never uploaded: %s', async (version) => {
    const templateId = await readyTemplate(person.api);
    const { message } = expectRefusal(await publish(templateId, version), 'not-found');
    expect(message).toBe('There is no such version. Check the id, or list what you have.');
  });

  test.each(['0', '-1', '1.5', 'one', '1000000', '%20', '1e2%00'])(
    'has a number that is none: %s',
    async (version) => {
      const templateId = await readyTemplate(person.api);
      expectRefusal(await publish(templateId, version), 'not-found');
    },
  );
});

test('the version in use stays as it is, however often it is published', async () => {
  const templateId = await readyTemplate(person.api);
  const before = await readTemplate(person.api, templateId);
  for (let time = 0; time < 2; time++) {
    expect(JSON.parse((await publish(templateId, 1)).text)).toEqual(before);
  }
  expect(await readTemplate(person.api, templateId)).toEqual(before);
});

describe('If-Match', () => {
  test('lets a version through that knows the present state, and refuses any other', async () => {
    const templateId = await withBreakingVersion();
    const before = await readTemplate(person.api, templateId);
    const accept = { acceptBreaking: true };
    const old = await publish(templateId, 2, accept, { 'if-match': `"r${before.revision - 1}"` });
    expectRefusal(old, 'precondition-failed');
    expectRefusal(await publish(templateId, 2, accept, { 'if-match': 'garbage' }), 'precondition-failed');
    expect(await readTemplate(person.api, templateId)).toEqual(before);
    const known = await publish(templateId, 2, accept, { 'if-match': `"r${before.revision}"` });
    expect(known.status).toBe(200);
  });
});

test('several requests at once all end with the version in use, published once', async () => {
  const templateId = await withBreakingVersion();
  const { revision } = await readTemplate(person.api, templateId);
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => publish(templateId, 2, { acceptBreaking: true })),
  );
  for (const answer of answers) {
    if (answer.status !== 200) expectRefusal(answer, 'conflict');
  }
  expect(await readTemplate(person.api, templateId)).toMatchObject({ version: 2, revision: revision + 1 });
});

describe('its request', () => {
  let templateId: string;
  beforeAll(async () => {
    templateId = await readyTemplate(person.api);
  });
  const request = () => ({
    token: person.accessToken,
    params: { templateId, version: '1' },
    body: { acceptBreaking: false },
  });
  testsOfTheToken(publishTemplateVersion, request);
  testsOfTheBody(publishTemplateVersion, request);
  testsOfTheId(
    publishTemplateVersion,
    { name: 'templateId', prefix: 'tpl' },
    request,
    () => stranger.accessToken,
  );
  testsOfInvalidBodies(publishTemplateVersion, request, [
    ['an acceptance that is a text', { acceptBreaking: 'true' }, ['acceptBreaking']],
    ['an acceptance that is null', { acceptBreaking: null }, ['acceptBreaking']],
    ['a version in the body', { version: 2 }, ['version']],
  ]);

  test('by a stranger changes nothing', async () => {
    const id = await withBreakingVersion();
    const before = await readTemplate(person.api, id);
    const params = { templateId: id, version: '2' };
    const answer = await send(publishTemplateVersion, {
      token: stranger.accessToken,
      params,
      body: { acceptBreaking: true },
    });
    expectRefusal(answer, 'not-found');
    expect(await readTemplate(person.api, id)).toEqual(before);
  });
});
