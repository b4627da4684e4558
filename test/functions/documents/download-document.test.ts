import { beforeAll, describe, expect, test } from 'vitest';
import { downloadDocument, generateDocuments } from '../../../shared/contract/documents.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { fileNames } from '../file-names.ts';
import { download, finishedDocuments, letterValues, readyTemplate, sha256Of } from '../fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
let templateId: string;
let document: Awaited<ReturnType<typeof finishedDocuments>>[number] | undefined;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  templateId = await readyTemplate(person.api, 'Letter');
  [document] = await finishedDocuments(person.api, templateId, ['Reader']);
});

const request = () => ({
  token: person.accessToken,
  params: { documentId: document?.documentId ?? '' },
});
testsOfTheToken(downloadDocument, request);
testsOfTheId(downloadDocument, { name: 'documentId', prefix: 'doc' }, request, () => stranger.accessToken);

describe('the link', () => {
  test('leads to the file the record speaks of', async () => {
    const answer = await send(downloadDocument, request());
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const link = JSON.parse(answer.text);
    expect(link).toEqual({
      url: expect.stringMatching(/^http/),
      format: 'docx',
      fileName: 'Letter.docx',
      expiresAt: expect.stringMatching(/Z$/),
      sha256: document?.sha256,
      size: document?.size,
    });
    const file = await download(link.url);
    expect(file.status).toBe(200);
    expect(sha256Of(file.bytes)).toBe(link.sha256);
    expect(file.bytes.length).toBe(link.size);
    expect(file.headers.get('content-type')).toContain('wordprocessingml.document');
  });

  test('works again: it can be asked for and used any number of times', async () => {
    const [one, other] = await Promise.all([
      send(downloadDocument, request()),
      send(downloadDocument, request()),
    ]);
    for (const { text } of [one, other, one]) expect((await download(JSON.parse(text).url)).status).toBe(200);
  });

  test('cannot be turned to write or delete', async () => {
    const { url } = JSON.parse((await send(downloadDocument, request())).text);
    for (const method of ['PUT', 'DELETE', 'POST']) {
      const response = await fetch(url, { method, ...(method === 'DELETE' ? {} : { body: 'x' }) });
      expect(response.status, method).toBeGreaterThanOrEqual(400);
    }
    expect((await download(url)).status).toBe(200);
  });

  test.each(fileNames)('saves a document with the name %j as %j', async (name, fileName) => {
    const { body } = await person.api.call(generateDocuments, {
      body: { templateId, name, values: letterValues() },
      headers: { prefer: 'wait=20' },
    });
    const link = body.items[0]?.download;
    expect(link?.fileName).toBe(fileName);
    const { status, headers } = await download(link?.url ?? '');
    expect(status).toBe(200);
    const encoded = /filename\*=UTF-8''([^;]+)$/.exec(headers.get('content-disposition') ?? '')?.[1];
    expect(decodeURIComponent(encoded ?? '')).toBe(fileName);
  });
});

test('a document that is still being made has no link yet', async () => {
  const { body } = await person.api.call(generateDocuments, {
    body: { templateId, values: Array.from({ length: 60 }, () => letterValues()) },
  });
  const answers = await Promise.all(
    body.items
      .slice(-6)
      .map(({ documentId }) => send(downloadDocument, { token: person.accessToken, params: { documentId } })),
  );
  for (const answer of answers) {
    // A quick machine may have finished some of them already.
    if (answer.status !== 200) expectRefusal(answer, 'document-not-ready');
  }
  expect(answers).toHaveLength(6);
});
