import { beforeAll, describe, expect, test } from 'vitest';
import { judged, sendForm } from '../../../dev/journey.ts';
import { getTemplate, listTemplateVersions, uploadTemplate } from '../../../shared/contract/templates.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders } from '../expectations.ts';
import { letter, letterFields, sha256Of } from '../fixtures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const announce = async (body: Record<string, unknown>) => {
  const answer = await send(uploadTemplate, { token: person.accessToken, body });
  expect(answer.status, answer.text).toBe(201);
  return uploadTemplate.reply.body.parse(JSON.parse(answer.text));
};

describe('a new template', () => {
  test('waits for its file', async () => {
    const answer = await send(uploadTemplate, {
      token: person.accessToken,
      body: { name: ' Offer letter ' },
    });
    expect(answer.status).toBe(201);
    expectJsonHeaders(answer.headers);
    const { template, upload } = JSON.parse(answer.text);
    expect(template).toEqual({
      templateId: expect.stringMatching(/^tpl_[0-9a-f]{32}$/),
      name: 'Offer letter',
      description: '',
      category: 'general',
      state: 'awaiting-upload',
      latestVersion: 1,
      problems: [],
      fields: [],
      fieldSettings: {},
      createdAt: template.updatedAt,
      updatedAt: expect.stringMatching(/Z$/),
      revision: 1,
    });
    expect(upload).toEqual({
      url: expect.stringMatching(/^http/),
      fields: expect.objectContaining({ 'Content-Type': expect.stringContaining('wordprocessingml') }),
      maxBytes: 10 * 1024 * 1024,
      expiresAt: expect.stringMatching(/Z$/),
    });
    expect(Date.parse(upload.expiresAt) - Date.parse(template.createdAt)).toBe(15 * 60 * 1000);
    const { templateId } = template;
    expect((await person.api.call(getTemplate, { params: { templateId } })).body).toEqual(template);
  });

  test('is ready with its fields once the file has been inspected', async () => {
    const file = letter();
    const { template, upload } = await announce({
      name: 'Letter',
      size: file.length,
      sha256: sha256Of(file),
    });
    const sent = await sendForm(upload, { bytes: file, name: 'letter.docx' });
    expect(sent.status).toBe(204);
    const ready = await judged(person.api, template.templateId);
    expect(ready).toMatchObject({ state: 'ready', version: 1, latestVersion: 1, problems: [] });
    expect(ready.fields.map(({ name }) => name)).toEqual(letterFields);
    expect(ready.revision).toBeGreaterThan(template.revision);
    const { body } = await person.api.call(listTemplateVersions, {
      params: { templateId: template.templateId },
    });
    expect(body.items).toMatchObject([
      { version: 1, state: 'ready', sha256: sha256Of(file), size: file.length },
    ]);
  });

  test.each([
    ['a name of 200 characters', { name: 'n'.repeat(200) }, { name: 'n'.repeat(200) }],
    ['a name with quotes, slashes and other scripts', { name: '"a/b\\c" ọ 名' }, { name: '"a/b\\c" ọ 名' }],
    [
      'a description of 2,000 characters',
      { description: 'd'.repeat(2000) },
      { description: 'd'.repeat(2000) },
    ],
    ['a description of several lines', { description: 'one\ntwo' }, { description: 'one\ntwo' }],
    ['a category in capitals', { category: ' HR & Staff ' }, { category: 'hr & staff' }],
    ['a category of 60 characters', { category: 'c'.repeat(60) }, { category: 'c'.repeat(60) }],
    ['a category with letters of any script', { category: 'ìwé 2' }, { category: 'ìwé 2' }],
    ['the largest size', { size: 10 * 1024 * 1024 }, {}],
    ['the smallest size', { size: 1 }, {}],
  ])('may have %s', async (_, change, expected) => {
    const { template } = await announce({ name: 'Template', ...change });
    expect(template).toMatchObject(expected);
  });

  test('is another one each time, even for the same request', async () => {
    const [one, other] = await Promise.all([announce({ name: 'Twice' }), announce({ name: 'Twice' })]);
    expect(one.template.templateId).not.toBe(other.template.templateId);
    expect(one.upload.fields.key).not.toBe(other.upload.fields.key);
  });
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, body: { name: 'Template' } });
  testsOfTheToken(uploadTemplate, request);
  testsOfTheBody(uploadTemplate, request);
  testsOfInvalidBodies(uploadTemplate, request, [
    ['a missing name', { name: undefined }, ['name']],
    ['an empty name', { name: '' }, ['name']],
    ['a name of spaces', { name: '  ' }, ['name']],
    ['a name over 200 characters', { name: 'n'.repeat(201) }, ['name']],
    ['a name with a line break', { name: 'a\r\nb' }, ['name']],
    ['a name with half of a character pair', { name: 'a\ud800b' }, ['name']],
    ['a name that is a number', { name: 1 }, ['name']],
    ['a description over 2,000 characters', { description: 'd'.repeat(2001) }, ['description']],
    ['a description with half of a character pair', { description: '\udfff' }, ['description']],
    ['a description that is null', { description: null }, ['description']],
    ['an empty category', { category: '' }, ['category']],
    ['a category over 60 characters', { category: 'c'.repeat(61) }, ['category']],
    ['a category with a slash', { category: 'a/b' }, ['category']],
    ['a category that begins with a hyphen', { category: '-a' }, ['category']],
    ['a category with a line break', { category: 'a\nb' }, ['category']],
    ['a size of nothing', { size: 0 }, ['size']],
    ['a negative size', { size: -1 }, ['size']],
    ['a size over 10 MB', { size: 10 * 1024 * 1024 + 1 }, ['size']],
    ['a size that is no whole number', { size: 1.5 }, ['size']],
    ['a size that is a text', { size: '1' }, ['size']],
    ['a hash that is too short', { sha256: 'a'.repeat(63) }, ['sha256']],
    ['a hash in capitals', { sha256: 'A'.repeat(64) }, ['sha256']],
    ['a hash that is no hexadecimal', { sha256: 'g'.repeat(64) }, ['sha256']],
    [
      'an id and an owner of its own',
      { templateId: 'tpl_x', accountId: 'acc_x' },
      ['accountId', 'templateId'],
    ],
    ['a state and version of its own', { state: 'ready', version: 1 }, ['state', 'version']],
  ]);

  test('refuses a size without end', async () => {
    const answer = await send(uploadTemplate, { ...request(), raw: '{"name":"x","size":1e400}' });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).error.fields).toMatchObject([{ field: 'size' }]);
  });
});
