import { beforeAll, describe, expect, test } from 'vitest';
import { sendForm } from '../../../dev/journey.ts';
import { downloadDocument, generateDocuments, listDocuments } from '../../../shared/contract/documents.ts';
import {
  deleteTemplate,
  downloadTemplate,
  getTemplate,
  listTemplates,
  listTemplateVersions,
  updateTemplate,
  uploadTemplate,
  uploadTemplateVersion,
} from '../../../shared/contract/templates.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectCarefulHeaders, expectRefusal } from '../expectations.ts';
import { download, finishedDocuments, letter, letterValues, readyTemplate, sha256Of } from '../fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
});

const announced = async (): Promise<string> =>
  (await person.api.call(uploadTemplate, { body: { name: 'Short-lived' } })).body.template.templateId;

const remove = (templateId: string, token = person.accessToken) =>
  send(deleteTemplate, { token, params: { templateId } });

describe('a deleted template', () => {
  test('is gone from everywhere: itself, its versions, its file, the list', async () => {
    const templateId = await readyTemplate(person.api);
    const { body: link } = await person.api.call(downloadTemplate, { params: { templateId } });
    expect((await download(link.url)).status).toBe(200);

    const answer = await remove(templateId);
    expect(answer).toMatchObject({ status: 204, text: '' });
    expectCarefulHeaders(answer.headers);

    const request = { token: person.accessToken, params: { templateId } };
    for (const route of [getTemplate, listTemplateVersions, downloadTemplate]) {
      expectRefusal(await send(route, request), 'not-found');
    }
    expectRefusal(await send(updateTemplate, { ...request, body: { name: 'x' } }), 'not-found');
    expectRefusal(await send(uploadTemplateVersion, { ...request, body: {} }), 'not-found');
    const fill = { token: person.accessToken, body: { templateId, values: letterValues() } };
    expectRefusal(await send(generateDocuments, fill), 'not-found');
    const { body } = await person.api.call(listTemplates, { query: { limit: 100 } });
    expect(body.items.map((item) => item.templateId)).not.toContain(templateId);
    expect((await download(link.url)).status).toBe(404);
  });

  test('leaves its documents, which can still be listed and downloaded', async () => {
    const templateId = await readyTemplate(person.api);
    const documents = await finishedDocuments(person.api, templateId, ['One', 'Other']);
    expect((await remove(templateId)).status).toBe(204);
    const { body: listed } = await person.api.call(listDocuments, { query: { templateId } });
    expect(listed.items).toHaveLength(2);
    for (const { documentId, sha256 } of documents) {
      const { body } = await person.api.call(downloadDocument, { params: { documentId } });
      const file = await download(body.url);
      expect(file.status).toBe(200);
      expect(sha256Of(file.bytes)).toBe(sha256);
    }
  });

  test('cannot be deleted again', async () => {
    const templateId = await announced();
    expect((await remove(templateId)).status).toBe(204);
    expectRefusal(await remove(templateId), 'not-found');
  });

  test('is deleted once by several requests at once', async () => {
    const templateId = await announced();
    const answers = await Promise.all(Array.from({ length: 4 }, () => remove(templateId)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    for (const lost of answers.filter(({ status }) => status !== 204)) {
      expectRefusal(lost, lost.status === 409 ? 'conflict' : 'not-found');
    }
  });

  test('takes every one of its versions along', async () => {
    const templateId = await announced();
    for (let version = 2; version <= 5; version++) {
      await person.api.call(uploadTemplateVersion, { params: { templateId }, body: {} });
    }
    expect((await remove(templateId)).status).toBe(204);
    expectRefusal(
      await send(listTemplateVersions, { token: person.accessToken, params: { templateId } }),
      'not-found',
    );
  });

  test('does not come back when its file arrives late', async () => {
    const { body } = await person.api.call(uploadTemplate, { body: { name: 'Late' } });
    const { templateId } = body.template;
    await remove(templateId);
    await sendForm(body.upload, { bytes: letter(), name: 'letter.docx' });
    // Another upload of the same person, made later, has been judged: so the late one had its turn.
    await readyTemplate(person.api);
    expectRefusal(
      await send(getTemplate, { token: person.accessToken, params: { templateId } }),
      'not-found',
    );
  });
});

describe('If-Match', () => {
  const removeAs = (templateId: string, ifMatch: string) =>
    send(deleteTemplate, {
      token: person.accessToken,
      params: { templateId },
      headers: { 'if-match': ifMatch },
    });

  /** The ETag of a template as its owner reads it now. */
  const etagOf = async (templateId: string): Promise<string> =>
    (await person.api.call(getTemplate, { params: { templateId } })).headers.get('etag') ?? '';

  test('lets the deletion through that knows the present state', async () => {
    const templateId = await announced();
    expect((await removeAs(templateId, await etagOf(templateId))).status).toBe(204);
  });

  test('keeps a template that changed since it was read, and all of it', async () => {
    const templateId = await readyTemplate(person.api);
    const stale = await etagOf(templateId);
    await person.api.call(updateTemplate, { params: { templateId }, body: { name: 'Changed' } });
    expectRefusal(await removeAs(templateId, stale), 'precondition-failed');
    const { body } = await person.api.call(getTemplate, { params: { templateId } });
    expect(body).toMatchObject({ name: 'Changed', state: 'ready' });
    const { body: link } = await person.api.call(downloadTemplate, { params: { templateId } });
    expect((await download(link.url)).status).toBe(200);
    expect((await removeAs(templateId, await etagOf(templateId))).status).toBe(204);
  });

  test.each(['"r0"', '"r9999"', 'garbage', 'r1', 'W/"r1"', '""', '"r1","r2"'])(
    'refuses %s',
    async (ifMatch) => {
      const templateId = await announced();
      expectRefusal(await removeAs(templateId, ifMatch), 'precondition-failed');
      expect((await person.api.call(getTemplate, { params: { templateId } })).status).toBe(200);
    },
  );

  test('with * asks only that the template exists', async () => {
    const templateId = await announced();
    expect((await removeAs(templateId, '*')).status).toBe(204);
    expectRefusal(await removeAs(templateId, '*'), 'not-found');
  });

  test('does not tell a stranger whether the template exists', async () => {
    const templateId = await announced();
    const headers = { 'if-match': '"r99"' };
    const token = stranger.accessToken;
    expectRefusal(await send(deleteTemplate, { token, params: { templateId }, headers }), 'not-found');
  });
});

describe('its request', () => {
  let templateId: string;
  beforeAll(async () => {
    templateId = await announced();
  });

  const request = () => ({ token: person.accessToken, params: { templateId } });
  testsOfTheToken(deleteTemplate, request);
  testsOfTheId(deleteTemplate, { name: 'templateId', prefix: 'tpl' }, request, () => stranger.accessToken);

  test('by a stranger deletes nothing', async () => {
    expectRefusal(await remove(templateId, stranger.accessToken), 'not-found');
    expect((await person.api.call(getTemplate, { params: { templateId } })).status).toBe(200);
  });
});
