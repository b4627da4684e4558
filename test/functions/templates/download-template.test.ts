// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { beforeAll, describe, expect, test } from 'vitest';
import { sendForm, until } from '../../../dev/journey.ts';
import {
  downloadTemplate,
  getTemplate,
  updateTemplate,
  uploadTemplate,
  uploadTemplateVersion,
} from '../../../shared/contract/templates.ts';
import { docx, p } from '../../support/docx.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { fileNames } from '../file-names.ts';
import { download, letter, readyTemplate, sha256Of } from '../fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

const first = letter();
const second = docx(p('Version two ${name}'));

let person: Person;
let stranger: Person;
/** A template with version 1 and 2 ready and version 3 awaited. */
let templateId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  templateId = await readyTemplate(person.api, 'Letter', first);
  const { body } = await person.api.call(uploadTemplateVersion, {
    params: { templateId },
    body: { acceptBreaking: true },
  });
  await sendForm(body.upload, { bytes: second, name: 'two.docx' });
  await until('version 2', async () => {
    const template = await person.api.call(getTemplate, { params: { templateId } });
    return template.body.version === 2 ? true : undefined;
  });
  await person.api.call(uploadTemplateVersion, { params: { templateId }, body: {} });
});

const link = (query?: Record<string, string>) =>
  send(downloadTemplate, { token: person.accessToken, params: { templateId }, query });

describe('the link', () => {
  test('leads to the file of the version in use, byte by byte', async () => {
    const answer = await link();
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const body = JSON.parse(answer.text);
    expect(body).toEqual({
      url: expect.stringMatching(/^http/),
      fileName: 'Letter.docx',
      expiresAt: expect.stringMatching(/Z$/),
      sha256: sha256Of(second),
      size: second.length,
    });
    const file = await download(body.url);
    expect(file.status).toBe(200);
    expect(file.bytes.equals(second)).toBe(true);
    expect(file.headers.get('content-type')).toContain('wordprocessingml.document');
    expect(file.headers.get('content-disposition')).toContain('attachment; filename="Letter.docx"');
  });

  test('leads to an older version when one is named', async () => {
    const body = JSON.parse((await link({ version: '1' })).text);
    expect((await download(body.url)).bytes.equals(first)).toBe(true);
    expect(body).toMatchObject({ sha256: sha256Of(first), size: first.length });
  });

  test('opens nothing else: neither another key nor another name', async () => {
    const { url } = JSON.parse((await link()).text);
    const other = new URL(url);
    other.pathname = other.pathname.replace(/[0-9a-f]{64}/, sha256Of(first));
    expect((await download(other.href)).status).toBe(403);
    const renamed = new URL(url);
    renamed.searchParams.set('response-content-disposition', 'inline');
    expect((await download(renamed.href)).status).toBe(403);
    const bare = new URL(url);
    bare.search = '';
    expect((await download(bare.href)).status).toBe(403);
  });

  test.each(fileNames)('saves a template with the name %j as %j', async (name, fileName) => {
    await person.api.call(updateTemplate, { params: { templateId }, body: { name } });
    const body = JSON.parse((await link()).text);
    expect(body.fileName).toBe(fileName);
    const { status, headers } = await download(body.url);
    expect(status).toBe(200);
    const disposition = headers.get('content-disposition') ?? '';
    const [, ascii = '', encoded = ''] =
      /^attachment; filename="([^"\\]*)"; filename\*=UTF-8''([\w!#$&+.^`|~%-]+)$/.exec(disposition) ?? [];
    expect(decodeURIComponent(encoded)).toBe(fileName);
    expect(ascii).toMatch(/^[\x20-\x7e]+\.docx$/);
  });
});

describe('a version', () => {
  test('that was never uploaded does not exist', async () => {
    for (const version of ['4', '999999']) expectRefusal(await link({ version }), 'not-found');
  });

  test('whose file has not come cannot be downloaded', async () => {
    expect(expectRefusal(await link({ version: '3' }), 'template-not-ready').message).toContain(
      'awaiting-upload',
    );
  });

  test.each(['0', '-1', '1.5', 'one', '', '1000000', '1e400', '1,2'])(
    'that is called "%s" is refused',
    async (version) => {
      expectFieldFaults(await link({ version }), ['version']);
    },
  );
});

test('a template that waits for its file cannot be downloaded', async () => {
  const { body } = await person.api.call(uploadTemplate, { body: { name: 'Waiting' } });
  const params = { templateId: body.template.templateId };
  expectRefusal(await send(downloadTemplate, { token: person.accessToken, params }), 'template-not-ready');
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, params: { templateId } });
  testsOfTheToken(downloadTemplate, request);
  testsOfTheId(downloadTemplate, { name: 'templateId', prefix: 'tpl' }, request, () => stranger.accessToken);

  test('refuses a parameter it does not know', async () => {
    expectFieldFaults(await link({ expires: '604800' }), ['expires']);
  });
});
