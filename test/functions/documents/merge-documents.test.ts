import { beforeAll, describe, expect, test } from 'vitest';
import { generateDocuments, mergeDocuments } from '../../../shared/contract/documents.ts';
import { queueDocument } from '../../../shared/domain/document.ts';
import { convertDocument } from '../../../shared/pipeline/printing.ts';
import { pdfText, qpdfCheck } from '../../support/pdf-judges.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectFieldFaults, expectRefusal } from '../expectations.ts';
import { download, finishedDocuments, letterValues, readyTemplate, sha256Of } from '../fixtures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
let templateId: string;
let ids: string[];
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  templateId = await readyTemplate(person.api, 'Letter');
  const made = await finishedDocuments(person.api, templateId, ['Ada', 'Bola', 'Chidi']);
  ids = made.map(({ documentId }) => documentId);
});

const waiting = { prefer: 'wait=20' };
const request = () => ({ token: person.accessToken, body: { name: 'All letters', documentIds: ids } });
const merge = (body: object) => send(mergeDocuments, { ...request(), body, headers: waiting });
const mergedOf = (text: string) => mergeDocuments.reply.body.parse(JSON.parse(text));

describe('putting documents together', () => {
  test('makes one PDF of all of them, in the order they were named', async () => {
    const order = [ids[2] ?? '', ids[0] ?? '', ids[2] ?? ''];
    const answer = await merge({ name: 'In order', documentIds: order });
    expect(answer.status, answer.text).toBe(200);
    const merged = mergedOf(answer.text);
    expect(merged).toMatchObject({ state: 'ready', formats: ['pdf'], parts: order, name: 'In order' });
    expect(merged.templateId).toBeUndefined();
    const file = await download(merged.download?.url ?? '');
    expect(sha256Of(file.bytes)).toBe(merged.pdf?.sha256);
    expect(qpdfCheck(file.bytes)).toBe('no errors');
    const names = [...pdfText(file.bytes).matchAll(/Dear (\w+),/g)].map(([, name]) => name);
    expect(names).toEqual(['Chidi', 'Ada', 'Chidi']);
    expect(merged.pdf?.pages).toBe(3);
  });

  test('puts a cover in front that lists them, and numbers the pages', async () => {
    const answer = await merge({
      name: 'With cover',
      documentIds: ids,
      cover: { title: 'Letters of November', lines: ['Kestrel Harbour Logistics Limited'] },
      pdf: { pageNumbers: true },
    });
    expect(answer.status, answer.text).toBe(200);
    const file = await download(mergedOf(answer.text).download?.url ?? '');
    expect(qpdfCheck(file.bytes)).toBe('no errors');
    expect(pdfText(file.bytes, 1)).toMatch(/Letters of November[\s\S]*Kestrel Harbour/);
    expect(pdfText(file.bytes, 2)).toMatch(/Dear Ada,[\s\S]*Page 2 of 4/);
  });

  test('works for documents that are locked PDFs, because their Word files are kept', async () => {
    const { body } = await person.api.call(generateDocuments, {
      body: {
        templateId,
        values: letterValues('Secret'),
        formats: ['pdf'],
        pdf: { openPassword: 'hush-hush' },
      },
      headers: waiting,
    });
    const [locked] = body.items;
    expect(locked?.pdf).toMatchObject({ locked: true });
    const answer = await merge({ name: 'Unlocked', documentIds: [locked?.documentId] });
    const file = await download(mergedOf(answer.text).download?.url ?? '');
    expect(pdfText(file.bytes)).toContain('Dear Secret,');
  });

  test('is refused for a locked PDF of which nothing else is left', async () => {
    const sealed = await merge({ name: 'Sealed', documentIds: ids, pdf: { openPassword: 'hush-hush' } });
    const { documentId } = mergedOf(sealed.text);
    const answer = await merge({ name: 'Again', documentIds: [ids[0], documentId] });
    const { fields = [] } = expectFieldFaults(answer, ['documentIds[1]']);
    expect(fields[0]?.message).toContain('has a password');
  });

  test('is refused for a document that is not there, or is of somebody else', async () => {
    const foreign = await send(mergeDocuments, { ...request(), token: stranger.accessToken });
    const unknown = await merge({ name: 'None', documentIds: [`doc_${'0'.repeat(32)}`] });
    expect(expectRefusal(foreign, 'not-found').message).toBe(expectRefusal(unknown, 'not-found').message);
  });

  test('without waiting answers 202 with the queued document', async () => {
    const answer = await send(mergeDocuments, request());
    expect(answer.status).toBe(202);
    expect(mergedOf(answer.text)).toMatchObject({ state: 'queued', parts: ids });
  });

  test('shows the watermark of a part whose own PDF nobody can read', async () => {
    const pdf = { watermark: '§', pageNumbers: true, openPassword: 'hush-hush' };
    const { body } = await person.api.call(generateDocuments, {
      body: { templateId, formats: ['pdf'], pdf, values: letterValues('Dayo') },
      headers: waiting,
    });
    const merged = mergedOf(
      (await merge({ name: 'Marked', documentIds: [body.items[0]?.documentId ?? ''] })).text,
    );
    const text = pdfText((await download(merged.download?.url ?? '')).bytes);
    expect(text).toContain('Dear Dayo,');
    expect(text).toContain('§');
    expect(text).toContain('Page 1 of 1');
  });

  test('fails with a reason, and is not tried again, when a part was removed meanwhile', async () => {
    useTable();
    const queued = queueDocument({
      accountId: freshId('acc'),
      documentId: freshId('doc'),
      name: 'Too late',
      formats: ['pdf'],
      parts: [freshId('doc')],
      createdBy: freshId('usr'),
      at: new Date(),
    });
    expect(await convertDocument(queued)).toMatchObject({ failure: { code: 'part-gone' } });
  });
});

describe('a request to put documents together', () => {
  testsOfTheToken(mergeDocuments, request);
  testsOfTheBody(mergeDocuments, request);
  testsOfInvalidBodies(mergeDocuments, request, [
    ['no documents', { documentIds: [] }, ['documentIds']],
    ['101 documents', { documentIds: Array(101).fill(`doc_${'0'.repeat(32)}`) }, ['documentIds']],
    ['an id of another kind', { documentIds: [`tpl_${'0'.repeat(32)}`] }, ['documentIds.0']],
    ['no name', { name: undefined }, ['name']],
    ['an archival PDF', { pdf: { archival: true } }, ['pdf.archival']],
    ['a cover without a title', { cover: { lines: [] } }, ['cover.title']],
    ['eleven lines on the cover', { cover: { title: 'x', lines: Array(11).fill('y') } }, ['cover.lines']],
    ['a password that is too short', { pdf: { openPassword: 'abc' } }, ['pdf.openPassword']],
    ['a watermark of two lines', { pdf: { watermark: 'a\nb' } }, ['pdf.watermark']],
  ]);
});
