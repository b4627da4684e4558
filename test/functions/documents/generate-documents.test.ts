import { beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../../dev/journey.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { generateDocuments, getDocument, listDocuments } from '../../../shared/contract/documents.ts';
import { uploadTemplate } from '../../../shared/contract/templates.ts';
import * as documents from '../../../shared/data/documents.ts';
import { paragraphsOf } from '../../support/docx-text.ts';
import { pdfFonts, pdfInfo, pdfMetadata, pdfText, qpdfCheck } from '../../support/pdf-judges.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import {
  expectFieldFaults,
  expectIndistinguishable,
  expectJsonHeaders,
  expectRefusal,
} from '../expectations.ts';
import { download, letterValues, readyTemplate, sha256Of } from '../fixtures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
let templateId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  templateId = await readyTemplate(person.api, 'Letter');
});

const post = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  send(generateDocuments, { token: person.accessToken, body: { templateId, ...body }, headers });

const waiting = { prefer: 'wait=20' };

const itemsOf = (text: string) => generateDocuments.reply.body.parse(JSON.parse(text)).items;

/** Reads a document until it is ready or failed. */
const finished = (documentId: string) =>
  until('the end of the rendering', async () => {
    const { body } = await person.api.call(getDocument, { params: { documentId } });
    return body.state === 'ready' || body.state === 'failed' ? body : undefined;
  });

describe('without waiting', () => {
  test('answers 202 with a queued document that becomes ready', async () => {
    const answer = await post({ values: letterValues() });
    expect(answer.status).toBe(202);
    expectJsonHeaders(answer.headers);
    expect(answer.headers.get('preference-applied')).toBeNull();
    const { items } = JSON.parse(answer.text);
    expect(items).toEqual([
      {
        documentId: expect.stringMatching(/^doc_[0-9a-f]{32}$/),
        templateId,
        version: 1,
        name: 'Letter',
        formats: ['docx'],
        state: 'queued',
        charge: {
          kobo: 0,
          includedInMonth: expect.stringMatching(/^\d{4}-\d\d$/),
          priceList: expect.any(String),
          plan: 'free',
          state: 'included',
        },
        createdAt: items[0].updatedAt,
        updatedAt: expect.stringMatching(/Z$/),
      },
    ]);
    const ready = await finished(items[0].documentId);
    expect(ready).toMatchObject({ state: 'ready', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(ready.download).toBeUndefined();
  });

  test.each(['wait=0', 'respond-async', 'wait=-5', 'wait=soon', 'awaiting=5', 'wait=1.5'])(
    'does not take "Prefer: %s" for waiting',
    async (prefer) => {
      const answer = await post({ values: letterValues() }, { prefer });
      expect(answer.status).toBe(202);
    },
  );
});

describe('with Prefer: wait', () => {
  test('answers 200 with a link to the filled file', async () => {
    const answer = await post({ values: letterValues('Somebody & <Co>'), name: 'My letter' }, waiting);
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    expect(answer.headers.get('preference-applied')).toBe('wait');
    const [document] = itemsOf(answer.text);
    expect(document).toMatchObject({ state: 'ready', name: 'My letter', version: 1 });
    expect(document?.downloads).toEqual([document?.download]);
    expect(document?.download).toEqual({
      url: expect.stringMatching(/^http/),
      format: 'docx',
      fileName: 'My letter.docx',
      expiresAt: expect.stringMatching(/Z$/),
      sha256: document?.sha256,
      size: document?.size,
    });
    const file = await download(document?.download?.url ?? '');
    expect(sha256Of(file.bytes)).toBe(document?.sha256);
    expect(file.bytes.length).toBe(document?.size);
    expect(paragraphsOf(file.bytes)).toEqual([
      'Dear Somebody & <Co>,',
      'You owe ₦1,500.00.',
      'Paper: 2',
      'Ink: 1',
      'Please hurry.',
    ]);
  });

  test.each(['wait=20, respond-async', 'respond-async; wait=20', 'WAIT=999999'])(
    'understands "%s"',
    async (prefer) => {
      const answer = await post({ values: letterValues() }, { prefer });
      expect(answer.status).toBe(200);
    },
  );

  test('makes the same file of the same values, and another of others', async () => {
    const answer = await post({ values: [letterValues('A'), letterValues('A'), letterValues('B')] }, waiting);
    const [one, same, other] = itemsOf(answer.text);
    expect(same?.sha256).toBe(one?.sha256);
    expect(other?.sha256).not.toBe(one?.sha256);
  });
});

describe('documents as PDF', () => {
  test('come with a link to each of the files asked for', async () => {
    const answer = await post({ values: letterValues('Ada'), formats: ['pdf', 'docx'] }, waiting);
    expect(answer.status, answer.text).toBe(200);
    const [document] = itemsOf(answer.text);
    expect(document).toMatchObject({ state: 'ready', formats: ['pdf', 'docx'], pdf: { pages: 1 } });
    expect(document?.downloads?.map(({ format, fileName }) => [format, fileName])).toEqual([
      ['pdf', 'Letter.pdf'],
      ['docx', 'Letter.docx'],
    ]);
    const file = await download(document?.download?.url ?? '');
    expect(sha256Of(file.bytes)).toBe(document?.pdf?.sha256);
    expect(qpdfCheck(file.bytes)).toBe('no errors');
    expect(pdfText(file.bytes)).toMatch(/Dear Ada,\s+You owe ₦1,500\.00\./);
    expect(pdfFonts(file.bytes).every(({ isEmbedded }) => isEmbedded)).toBe(true);
  });

  test('have what is asked of the PDF: a watermark, numbers, and passwords that are not kept', async () => {
    const pdf = { watermark: 'DRAFT', pageNumbers: true, openPassword: 'pàss-1', ownerPassword: 'owner-2' };
    const answer = await post({ values: letterValues(), formats: ['pdf'], pdf }, waiting);
    const [document] = itemsOf(answer.text);
    expect(document).toMatchObject({ state: 'ready', pdf: { locked: true } });
    const { bytes } = await download(document?.download?.url ?? '');
    expect(qpdfCheck(bytes, 'wrong-one')).toMatch(/invalid password/);
    expect(qpdfCheck(bytes, 'pàss-1')).toBe('no errors');
    expect(pdfInfo(bytes, ['-upw', 'pàss-1']).Encrypted).toMatch(/yes.*change:no.*AES-256/);
    useTable();
    const { accountId } = (await person.api.call(getMe, {})).body;
    const kept = await documents.get(accountId, document?.documentId ?? '');
    expect(JSON.stringify(kept)).not.toMatch(/pàss-1|owner-2/);
  });

  test('can be archival: PDF/A-2b', async () => {
    const answer = await post({ values: letterValues(), formats: ['pdf'], pdf: { archival: true } }, waiting);
    const { bytes } = await download(itemsOf(answer.text)[0]?.download?.url ?? '');
    expect(pdfMetadata(bytes)).toMatch(/pdfaid:part>2<[\s\S]*pdfaid:conformance>B</);
    expect(qpdfCheck(bytes)).toBe('no errors');
  });

  test('that cannot print what is asked of them fail with a reason', async () => {
    const answer = await post(
      { values: letterValues(), formats: ['pdf'], pdf: { watermark: '草稿' } },
      waiting,
    );
    const [document] = itemsOf(answer.text);
    expect(document).toMatchObject({ state: 'failed', failure: { code: 'unprintable-characters' } });
  });

  test.each([
    ['options without a PDF', { formats: ['docx'], pdf: { pageNumbers: true } }, 'pdf'],
    [
      'an archival PDF with a password',
      { formats: ['pdf'], pdf: { archival: true, openPassword: 'hush-hush' } },
      'pdf',
    ],
    ['a format twice', { formats: ['pdf', 'pdf'] }, 'formats'],
    ['no format', { formats: [] }, 'formats'],
    ['a format that does not exist', { formats: ['odt'] }, 'formats.0'],
    [
      'a password of 130 bytes',
      { formats: ['pdf'], pdf: { openPassword: 'é'.repeat(65) } },
      'pdf.openPassword',
    ],
    ['an option that does not exist', { formats: ['pdf'], pdf: { colour: true } }, 'pdf.colour'],
  ])('refuse %s', async (_, change, field) => {
    expectFieldFaults(await post({ values: letterValues(), ...change }), [field]);
  });
});

describe('the number of documents', () => {
  test.each([1, 5, 100])('may be %i in one list: all are made, in order', async (count) => {
    const values = Array.from({ length: count }, (_, index) => letterValues(`Reader ${index + 1}`));
    const answer = await post({ values, name: 'Run' }, waiting);
    expect(answer.status).toBe(200);
    const items = itemsOf(answer.text);
    expect(items.map(({ name }) => name)).toEqual(
      count === 1 ? ['Run'] : values.map((_, index) => `Run ${index + 1}`),
    );
    expect(items.filter(({ state }) => state !== 'ready')).toEqual([]);
    expect(items.map(({ documentId }) => documentId)).toEqual(
      items.map(({ documentId }) => documentId).toSorted(),
    );
    const last = await download(items.at(-1)?.download?.url ?? '');
    expect(paragraphsOf(last.bytes)[0]).toBe(`Dear Reader ${count},`);
    expect(sha256Of(last.bytes)).toBe(items.at(-1)?.sha256);
  });

  test('is none when one of the sets does not fit', async () => {
    const ownId = await readyTemplate(person.api, 'All or none');
    const values = [letterValues(), { ...letterValues(), name: undefined }, letterValues()];
    const answer = await post({ templateId: ownId, values });
    expect(expectRefusal(answer, 'invalid-values').fields).toMatchObject([{ field: 'values[1].name' }]);
    const { body } = await person.api.call(listDocuments, { query: { templateId: ownId } });
    expect(body.items).toEqual([]);
  });
});

describe('large values', () => {
  /** Values of about 150 kB of JSON. */
  const large = (mark: string) => ({ ...letterValues(mark), amount: 7, items: rows('x'.repeat(900)) });
  const rows = (label: string) => Array.from({ length: 160 }, (_, count) => ({ label, count }));

  test('over 100 kB are kept elsewhere and fill the document all the same', async () => {
    const answer = await post({ values: [large('One'), large('Other')] }, waiting);
    expect(answer.status).toBe(200);
    for (const [index, mark] of ['One', 'Other'].entries()) {
      const document = itemsOf(answer.text)[index];
      const file = await download(document?.download?.url ?? '');
      const paragraphs = paragraphsOf(file.bytes);
      expect(paragraphs[0]).toBe(`Dear ${mark},`);
      expect(paragraphs).toHaveLength(163);
    }
  });

  test('do not show in any reply', async () => {
    const answer = await post({ values: large('Secret-mark') });
    expect(answer.text).not.toContain('Secret-mark');
    const [document] = itemsOf(answer.text);
    const params = { documentId: document?.documentId ?? '' };
    const read = await send(getDocument, { token: person.accessToken, params });
    expect(read.text).not.toContain('Secret-mark');
    expect(Object.keys(JSON.parse(read.text))).not.toContain('values');
  });

  test('over 2 MB in all are refused', async () => {
    const values = Array.from({ length: 15 }, () => large('x'));
    expectRefusal(await post({ values }), 'payload-too-large');
  });

  test('just under 2 MB in all are taken', async () => {
    const values = Array.from({ length: 13 }, () => large('x'));
    expect((await post({ values })).status).toBe(202);
  });
});

describe('a template', () => {
  test('of somebody else is answered as if it had never existed', async () => {
    const request = (id: string) => ({
      token: stranger.accessToken,
      body: { templateId: id, values: letterValues() },
    });
    const foreign = await send(generateDocuments, request(templateId));
    expectRefusal(foreign, 'not-found');
    expectIndistinguishable(await send(generateDocuments, request(`tpl_${'0'.repeat(32)}`)), foreign);
  });

  test('that waits for its file cannot be filled', async () => {
    const { body } = await person.api.call(uploadTemplate, { body: { name: 'Waiting' } });
    const answer = await post({ templateId: body.template.templateId, values: {} });
    expect(expectRefusal(answer, 'template-not-ready').message).toContain('awaiting-upload');
  });

  test('has no version that was never uploaded', async () => {
    for (const version of [2, 999_999, Number.MAX_SAFE_INTEGER]) {
      expectRefusal(await post({ version, values: letterValues() }), 'not-found');
    }
  });
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, body: { templateId, values: letterValues() } });
  testsOfTheToken(generateDocuments, request);
  testsOfTheBody(generateDocuments, request);
  testsOfInvalidBodies(generateDocuments, request, [
    ['a missing template', { templateId: undefined }, ['templateId']],
    ['a template id of another kind', { templateId: `doc_${'0'.repeat(32)}` }, ['templateId']],
    ['a template id in capitals', { templateId: `tpl_${'A'.repeat(32)}` }, ['templateId']],
    ['a template id that is a list', { templateId: [`tpl_${'0'.repeat(32)}`] }, ['templateId']],
    ['version 0', { version: 0 }, ['version']],
    ['a version that is no whole number', { version: 1.5 }, ['version']],
    ['a version that is a text', { version: '1' }, ['version']],
    ['an empty name', { name: ' ' }, ['name']],
    ['a name over 120 characters', { name: 'n'.repeat(121) }, ['name']],
    ['a name with a line break', { name: 'a\nb' }, ['name']],
    ['a name with half of a character pair', { name: '\ud800' }, ['name']],
    ['missing values', { values: undefined }, ['values']],
    ['values that are null', { values: null }, ['values']],
    ['values that are a text', { values: '{}' }, ['values']],
    ['values that are a number', { values: 1 }, ['values']],
    ['an empty list of values', { values: [] }, ['values']],
    ['101 sets of values', { values: Array.from({ length: 101 }, () => letterValues()) }, ['values']],
    ['a list in the list of values', { values: [[letterValues()]] }, ['values']],
    ['an owner and a state of its own', { accountId: 'acc_x', state: 'ready' }, ['accountId', 'state']],
  ]);

  test('says how many sets of values it takes', async () => {
    const answer = await post({ values: Array.from({ length: 101 }, () => letterValues()) });
    expect(expectRefusal(answer, 'invalid-request').fields?.[0]?.message).toContain('100');
  });
});
