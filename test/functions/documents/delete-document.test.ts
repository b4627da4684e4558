import { beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../../dev/journey.ts';
import {
  deleteDocument,
  downloadDocument,
  generateDocuments,
  getDocument,
  listDocuments,
} from '../../../shared/contract/documents.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectCarefulHeaders, expectRefusal } from '../expectations.ts';
import { download, finishedDocuments, letterValues, readyTemplate } from '../fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
let templateId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  templateId = await readyTemplate(person.api);
});

const made = async () => {
  const [document] = await finishedDocuments(person.api, templateId, ['Reader']);
  if (!document?.download) throw new Error('no document was made');
  return { ...document, url: document.download.url };
};

const remove = (documentId: string, token = person.accessToken) =>
  send(deleteDocument, { token, params: { documentId } });

describe('a deleted document', () => {
  test('is gone from everywhere, its file too', async () => {
    const { documentId, url } = await made();
    expect((await download(url)).status).toBe(200);
    const answer = await remove(documentId);
    expect(answer).toMatchObject({ status: 204, text: '' });
    expectCarefulHeaders(answer.headers);
    const request = { token: person.accessToken, params: { documentId } };
    for (const route of [getDocument, downloadDocument]) {
      expectRefusal(await send(route, request), 'not-found');
    }
    const { body } = await person.api.call(listDocuments, { query: { templateId } });
    expect(body.items.map((item) => item.documentId)).not.toContain(documentId);
    expect((await download(url)).status).toBe(404);
  });

  test('cannot be deleted again', async () => {
    const { documentId } = await made();
    expect((await remove(documentId)).status).toBe(204);
    expectRefusal(await remove(documentId), 'not-found');
  });

  test('is deleted once by several requests at once', async () => {
    const { documentId } = await made();
    const answers = await Promise.all(Array.from({ length: 4 }, () => remove(documentId)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    for (const lost of answers.filter(({ status }) => status !== 204)) {
      expectRefusal(lost, lost.status === 409 ? 'conflict' : 'not-found');
    }
  });

  test('leaves the other documents of the request', async () => {
    const [one, other] = await finishedDocuments(person.api, templateId, ['One', 'Other']);
    await remove(one?.documentId ?? '');
    const params = { documentId: other?.documentId ?? '' };
    expect((await person.api.call(getDocument, { params })).body.state).toBe('ready');
    expect((await download(other?.download?.url ?? '')).status).toBe(200);
  });
});

test('a document that is still being made is kept, and can be deleted when it is finished', async () => {
  const { body } = await person.api.call(generateDocuments, {
    body: { templateId, values: Array.from({ length: 40 }, () => letterValues()) },
  });
  const documentId = body.items.at(-1)?.documentId ?? '';
  const answer = await remove(documentId);
  // A quick machine may have finished it already.
  if (answer.status === 204) return expect(answer.text).toBe('');
  expectRefusal(answer, 'document-not-ready');
  await until('the end of the rendering', async () => {
    const { body: read } = await person.api.call(getDocument, { params: { documentId } });
    return read.state === 'ready' ? true : undefined;
  });
  return expect((await remove(documentId)).status).toBe(204);
});

describe('its request', () => {
  let documentId: string;
  beforeAll(async () => {
    ({ documentId } = await made());
  });

  const request = () => ({ token: person.accessToken, params: { documentId } });
  testsOfTheToken(deleteDocument, request);
  testsOfTheId(deleteDocument, { name: 'documentId', prefix: 'doc' }, request, () => stranger.accessToken);

  test('by a stranger deletes nothing', async () => {
    expectRefusal(await remove(documentId, stranger.accessToken), 'not-found');
    expect((await person.api.call(getDocument, { params: { documentId } })).body.state).toBe('ready');
  });
});
