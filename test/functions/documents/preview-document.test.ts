import { beforeAll, describe, expect, test } from 'vitest';
import {
  deleteDocument,
  generateDocuments,
  getDocument,
  previewDocument,
} from '../../../shared/contract/documents.ts';
import * as documents from '../../../shared/data/documents.ts';
import * as previews from '../../../shared/data/previews.ts';
import { concludeRendering, type Document, failDocument, givenUp } from '../../../shared/domain/document.ts';
import { storeArtefact } from '../../../shared/files/artefacts.ts';
import { documentKey } from '../../../shared/files/keys.ts';
import { useArtefacts } from '../../support/artefacts.ts';
import { docx } from '../../support/docx.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { pdfOf } from '../../support/plain-pdf.ts';
import { freshId, newDocument } from '../../support/table.ts';
import { expectFieldFaults, expectRefusal } from '../expectations.ts';
import { download, readyTemplate, sha256Of } from '../fixtures.ts';
import {
  badPages,
  expectPictures,
  outcomesOf,
  pagesOf,
  picture,
  readyPreview,
  settledPreview,
} from '../preview-fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

/** Milliseconds: several tests wait for LibreOffice, which other tests keep busy too. */

let person: Person;
let stranger: Person;
let accountId: string;
let documentId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  const texts = Array.from({ length: 12 }, (_, index) => `Page ${index + 1} for $\{name}`);
  const templateId = await readyTemplate(person.api, 'Contract', docx(pagesOf(texts)));
  const { body } = await person.api.call(generateDocuments, {
    body: { templateId, values: { name: 'Ada Obi' } },
    headers: { prefer: 'wait=20' },
  });
  const [document] = body.items;
  documentId = document?.documentId ?? '';
  const link = document?.download?.url ?? '';
  useArtefacts(link);
  accountId = /acc_[0-9a-f]{32}/.exec(link)?.[0] ?? '';
});

const request = (page = 1, id = documentId) => ({
  token: person.accessToken,
  params: { documentId: id },
  query: { page: String(page) },
});

/** A document that is there with this PDF and nothing else. */
async function printed(
  pdf: Buffer,
  { pages = 1, locked }: { pages?: number; locked?: boolean } = {},
): Promise<string> {
  const document: Document = { ...newDocument({ accountId }), formats: ['pdf'] };
  const sha256 = sha256Of(pdf);
  await storeArtefact(documentKey(accountId, document.documentId, sha256, 'pdf'), pdf, 'application/pdf');
  const file = { sha256, size: pdf.length, pages, ...(locked ? { locked } : {}) };
  await documents.insertAll([concludeRendering(document, { pdf: file }, new Date())]);
  return document.documentId;
}

describe('a document of twelve pages', () => {
  test('is shown in two sizes, and converted once for many who ask at once', async () => {
    const first = await Promise.all(Array.from({ length: 6 }, () => send(previewDocument, request())));
    for (const { status, text } of first) {
      expect(status).toBe(202);
      expect(JSON.parse(text)).toEqual({ state: 'in-progress', page: 1 });
    }
    const preview = await readyPreview(previewDocument, request());
    expect(preview).toMatchObject({ page: 1, pages: 12 });
    await expectPictures(preview);
    // Messages are handled one after the other: when this one is done, so would be a second one for the first pages.
    await readyPreview(previewDocument, request(11));
    expect(await outcomesOf(documentId, 2)).toEqual([
      { block: 0, outcome: 'ready' },
      { block: 1, outcome: 'ready' },
    ]);
  });

  test('has each page for itself, the eleventh in the second block', async () => {
    const [one, ten, eleven, twelve] = await Promise.all(
      [1, 10, 11, 12].map((page) => readyPreview(previewDocument, request(page))),
    );
    const seen = await Promise.all(
      [one, ten, eleven, twelve].map(async (preview) => {
        expect(preview?.pages).toBe(12);
        return sha256Of((await picture({ url: preview?.large.url ?? '' })).bytes);
      }),
    );
    expect(new Set(seen).size).toBe(4);
    expect(await previews.listOf(accountId, documentId)).toMatchObject([
      { block: 0, pages: 12, pictures: Array.from({ length: 10 }, (_, index) => ({ page: index + 1 })) },
      { block: 1, pages: 12, pictures: [{ page: 11 }, { page: 12 }] },
    ]);
  });

  test('is answered at once when the pictures are there, without waiting', async () => {
    const answer = await send(previewDocument, request(12));
    expect(answer.status, answer.text).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ state: 'ready', page: 12 });
  });

  test('has no page thirteen, and none in a later block', async () => {
    expectRefusal(await send(previewDocument, request(13)), 'not-found');
    expectRefusal(await settledPreview(previewDocument, request(21)), 'not-found');
  });
});

describe('a document with a PDF', () => {
  test('is shown as that PDF is', async () => {
    const wide = pdfOf([{ text: 'Certificate', width: 842, height: 595 }]);
    const preview = await readyPreview(previewDocument, request(1, await printed(wide)));
    expect(preview.pages).toBe(1);
    expect(preview.small.height).toBeLessThan(preview.small.width);
    await expectPictures(preview);
  });

  test('says at once that there is no such page', async () => {
    const id = await printed(pdfOf([{ text: 'One' }]));
    expectRefusal(await send(previewDocument, request(2, id)), 'not-found');
    expect(await previews.listOf(accountId, id)).toEqual([]);
  });

  test('that has a password and no Word file is not shown', async () => {
    const id = await printed(pdfOf([{ text: 'Secret' }]), { locked: true });
    const { message } = expectRefusal(await send(previewDocument, request(1, id)), 'preview-failed');
    expect(message).toContain('password');
  });

  test('that is damaged is refused with the reason, and not tried again at once', async () => {
    const id = await printed(Buffer.from('%PDF-1.7\nno more of it'));
    const { message } = expectRefusal(
      await settledPreview(previewDocument, request(1, id)),
      'preview-failed',
    );
    expect(message).toContain('not a whole PDF');
    expectRefusal(await send(previewDocument, request(1, id)), 'preview-failed');
    expect(await outcomesOf(id, 1)).toEqual([{ block: 0, outcome: 'failed' }]);
  });
});

test('a document that is being made, or that failed, has no pictures', async () => {
  const queued = newDocument({ accountId });
  const other = newDocument({ accountId });
  const failed = failDocument(other, givenUp, new Date()) ?? other;
  await documents.insertAll([queued, failed]);
  expectRefusal(await send(previewDocument, request(1, queued.documentId)), 'document-not-ready');
  const { message } = expectRefusal(
    await send(previewDocument, request(1, failed.documentId)),
    'document-not-ready',
  );
  expect(message).toContain(givenUp.message);
});

test('a document that was deleted is not shown any more, and its pictures are gone with it', async () => {
  const id = await printed(pdfOf([{ text: 'Short-lived' }]));
  const { small } = await readyPreview(previewDocument, request(1, id));
  await person.api.call(deleteDocument, { params: { documentId: id } });
  expectRefusal(await send(previewDocument, request(1, id)), 'not-found');
  expect((await download(small.url)).status).toBe(404);
});

test('looking does not change a document', async () => {
  const before = await person.api.call(getDocument, { params: { documentId } });
  await readyPreview(previewDocument, request());
  expect((await person.api.call(getDocument, { params: { documentId } })).body).toEqual(before.body);
});

describe('its request', () => {
  testsOfTheToken(previewDocument, request);
  testsOfTheId(previewDocument, { name: 'documentId', prefix: 'doc' }, request, () => stranger.accessToken);

  test('begins nothing for somebody else', async () => {
    const id = await printed(pdfOf([{ text: 'Mine' }]));
    expectRefusal(
      await send(previewDocument, { ...request(1, id), token: stranger.accessToken }),
      'not-found',
    );
    expect(await previews.listOf(accountId, id)).toEqual([]);
  });

  test.each(badPages)('for page "%s" is refused', async (page) => {
    expectFieldFaults(await send(previewDocument, { ...request(), query: { page } }), ['page']);
  });

  test('with a parameter that it does not know is refused', async () => {
    expectFieldFaults(await send(previewDocument, { ...request(), query: { size: 'large' } }), ['size']);
  });

  test('without a page is for the first', async () => {
    const preview = await readyPreview(previewDocument, { ...request(), query: {} });
    expect(preview.page).toBe(1);
  });

  test('for an id that nobody has finds nothing', async () => {
    expectRefusal(await send(previewDocument, request(1, freshId('doc'))), 'not-found');
  });
});
