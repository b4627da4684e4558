// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of name patterns
import { beforeAll, describe, expect, test } from 'vitest';
import { checkedBatch, sendForm } from '../../../dev/journey.ts';
import { createBatch, getBatch } from '../../../shared/contract/batches.ts';
import { uploadTemplate } from '../../../shared/contract/templates.ts';
import { payAsYouGo } from '../../support/money.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { offer, offerHeadings, offerTable } from '../batch-fixtures.ts';
import {
  expectFieldFaults,
  expectIndistinguishable,
  expectJsonHeaders,
  expectRefusal,
} from '../expectations.ts';
import { readyTemplate, sha256Of } from '../fixtures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let person: Person;
let stranger: Person;
let templateId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  await payAsYouGo(person);
  templateId = await readyTemplate(person.api, 'Offer', offer());
});

const create = (body: Record<string, unknown>, token = person.accessToken) =>
  send(createBatch, { token, body: { templateId, ...body } });

describe('a batch that is announced', () => {
  test('waits for its spreadsheet, with the name and the version of the template', async () => {
    const answer = await create({});
    expect(answer.status).toBe(201);
    expectJsonHeaders(answer.headers);
    const { batch, upload } = JSON.parse(answer.text);
    expect(batch).toEqual({
      batchId: expect.stringMatching(/^bat_[0-9a-f]{32}$/),
      templateId,
      version: 1,
      name: 'Offer',
      state: 'awaiting-upload',
      formats: ['docx'],
      mapping: [],
      createdAt: expect.any(String),
      updatedAt: batch.createdAt,
      revision: 1,
    });
    expect(upload).toMatchObject({ maxBytes: 50 * 1024 * 1024, url: expect.stringMatching(/^http/) });
    const life = Date.parse(upload.expiresAt) - Date.parse(batch.createdAt);
    expect(life).toBe(15 * 60_000);
    const { body } = await person.api.call(getBatch, { params: { batchId: batch.batchId } });
    expect(body).toEqual(batch);
  });

  test('is read, mapped and checked as soon as the file has arrived', async () => {
    const order = { name: 'November', namePattern: '${candidate_name} ${row}' };
    const { batch, upload } = JSON.parse((await create(order)).text);
    expect((await sendForm(upload, { bytes: offerTable(3), name: 'offers.csv' })).ok).toBe(true);
    const checked = await checkedBatch(person.api, batch.batchId);
    expect(checked).toMatchObject({
      state: 'checked',
      name: 'November',
      table: { format: 'csv', headings: offerHeadings, rows: 3, notes: [] },
      mapping: [
        { column: 'Candidate Name', field: 'candidate_name', reason: 'same-name' },
        { column: 'Salary', field: 'salary', reason: 'same-name' },
        { column: 'Email', field: 'email', reason: 'same-name' },
      ],
      dryRun: {
        rows: 3,
        good: 3,
        bad: 0,
        faults: 0,
        missing: [],
        previews: [
          { row: 2, name: 'Ada Obi 1 2' },
          { row: 3, name: 'Ada Obi 2 3' },
          { row: 4, name: 'Ada Obi 3 4' },
        ],
        quote: {
          priceList: '2026-11',
          plan: 'free',
          documents: 3,
          included: 0,
          unitKobo: 5000,
          totalKobo: 15_000,
        },
      },
    });
    expect(checked).not.toHaveProperty('dryRun.unitMs');
    expect(checked).not.toHaveProperty('accountId');
  });

  test('may name a version, formats and options of the PDFs', async () => {
    const answer = await create({
      version: 1,
      formats: ['pdf', 'docx'],
      pdf: { watermark: 'Draft', pageNumbers: true },
      passwordColumn: 'Salary',
    });
    // A laptop without LibreOffice makes no PDFs and says so.
    if (answer.status === 503) expectRefusal(answer, 'converter-unavailable');
    else
      expect(JSON.parse(answer.text).batch).toMatchObject({
        formats: ['pdf', 'docx'],
        passwordColumn: 'Salary',
      });
  });

  test('takes a file of the announced size and hash, and no other', async () => {
    const file = offerTable(2);
    const { upload } = JSON.parse((await create({ size: file.length, sha256: sha256Of(file) })).text);
    expect(upload.maxBytes).toBe(file.length);
    expect((await sendForm(upload, { bytes: Buffer.concat([file, file]), name: 'x' })).ok).toBe(false);
    expect((await sendForm(upload, { bytes: Buffer.from(file).fill(65), name: 'x' })).ok).toBe(false);
    expect((await sendForm(upload, { bytes: file, name: 'x' })).ok).toBe(true);
  });

  test('is another one each time it is asked for', async () => {
    const [one, other] = await Promise.all([create({}), create({})]);
    expect(JSON.parse(one.text).batch.batchId).not.toBe(JSON.parse(other.text).batch.batchId);
  });
});

describe('a batch is refused', () => {
  test('for a template of somebody else exactly as for one that never existed', async () => {
    const foreign = await create({}, stranger.accessToken);
    expectRefusal(foreign, 'not-found');
    const unknown = await create({ templateId: `tpl_${'0'.repeat(32)}` }, stranger.accessToken);
    expectIndistinguishable(unknown, foreign);
  });

  test('for a version that does not exist', async () => {
    expectRefusal(await create({ version: 7 }), 'not-found');
  });

  test('for a template that is not ready', async () => {
    const { body } = await person.api.call(uploadTemplate, { body: { name: 'Waiting' } });
    expectRefusal(await create({ templateId: body.template.templateId }), 'template-not-ready');
  });

  test.each([
    ['options of a PDF without a PDF', { pdf: { watermark: 'Draft' } }, ['pdf']],
    ['a column of passwords without a PDF', { passwordColumn: 'Email' }, ['passwordColumn']],
    [
      'passwords of archival PDFs',
      { formats: ['pdf'], pdf: { archival: true }, passwordColumn: 'Email' },
      ['passwordColumn'],
    ],
  ])('for %s', async (_, body, fields) => {
    expectFieldFaults(await create(body), fields);
  });
});

describe('the request', () => {
  const request = () => ({ token: person.accessToken, body: { templateId } });
  testsOfTheToken(createBatch, request);
  testsOfTheBody(createBatch, request);
  testsOfInvalidBodies(createBatch, request, [
    ['no template', { templateId: undefined }, ['templateId']],
    ['an id of another kind', { templateId: `doc_${'0'.repeat(32)}` }, ['templateId']],
    ['version 0', { version: 0 }, ['version']],
    ['an empty name', { name: ' ' }, ['name']],
    ['a name of 201 characters', { name: 'x'.repeat(201) }, ['name']],
    ['a name pattern with a line break', { namePattern: 'a\n${row}' }, ['namePattern']],
    ['an empty list of formats', { formats: [] }, ['formats']],
    ['an unknown format', { formats: ['odt'] }, ['formats.0']],
    ['a format named twice', { formats: ['pdf', 'pdf'] }, ['formats']],
    ['a password for all', { formats: ['pdf'], pdf: { openPassword: 'secret' } }, ['pdf.openPassword']],
    ['a size of 0', { size: 0 }, ['size']],
    ['a size over 50 MB', { size: 50 * 1024 * 1024 + 1 }, ['size']],
    ['a hash in capitals', { sha256: 'A'.repeat(64) }, ['sha256']],
  ]);
});
