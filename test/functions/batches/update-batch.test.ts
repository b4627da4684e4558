// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of name patterns
import { beforeAll, describe, expect, test } from 'vitest';
import { checkedBatch } from '../../../dev/journey.ts';
import { createBatch, getBatch, updateBatch } from '../../../shared/contract/batches.ts';
import { deleteTemplate } from '../../../shared/contract/templates.ts';
import { csvOf } from '../../support/csv.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { allFaults, checkedOffers, offerHeadings, offerRows } from '../batch-fixtures.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

/** Three good rows under headings of which the second says nothing, with a spare column. */
const table = (): Buffer =>
  csvOf([['Candidate Name', 'Column X', 'Email', 'Spare'], ...offerRows(3).map((row) => [...row, 'secret'])]);

let person: Person;
let stranger: Person;
let templateId: string;
let batchId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  ({ batchId, templateId } = await checkedOffers(person.api, {}, table()));
});

const change = (body: Record<string, unknown>, headers: Record<string, string> = {}, id = batchId) =>
  send(updateBatch, { token: person.accessToken, params: { batchId: id }, body, headers });

const checked = () => checkedBatch(person.api, batchId);

describe('a change', () => {
  test('of the mapping begins a new dry run, and columns that are not named keep their field', async () => {
    const before = await checked();
    expect(before).toMatchObject({
      state: 'checked',
      dryRun: { good: 0, bad: 3, faults: 1, missing: ['salary'] },
    });
    expect(await allFaults(person.api, batchId)).toEqual([
      {
        row: 0,
        column: 'salary',
        value: '',
        message: expect.stringMatching(/^No column .* 3 rows need it\./),
      },
    ]);

    const answer = await change({ mapping: [{ column: 'Column X', field: 'salary' }] });
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const changed = JSON.parse(answer.text);
    expect(changed).toMatchObject({ state: 'checking', revision: before.revision + 1 });
    expect(changed).not.toHaveProperty('dryRun');
    expect(answer.headers.get('etag')).toBe(`"r${changed.revision}"`);
    expect(changed.mapping).toEqual([
      before.mapping[0],
      { column: 'Column X', field: 'salary' },
      before.mapping[2],
      before.mapping[3],
    ]);
    expect(await checked()).toMatchObject({ state: 'checked', dryRun: { good: 3, faults: 0, missing: [] } });
  });

  test('gives a field that was only proposed for a column to another one', async () => {
    const answer = await change({ mapping: [{ column: 'Spare', field: 'email' }] });
    expect(JSON.parse(answer.text).mapping).toMatchObject([
      { field: 'candidate_name' },
      { field: 'salary' },
      { column: 'Email', field: null },
      { column: 'Spare', field: 'email' },
    ]);
    const { dryRun } = await checked();
    expect(dryRun).toMatchObject({ good: 0, faults: 3 });
    await change({
      mapping: [
        { column: 'Spare', field: null },
        { column: 'Email', field: 'email' },
      ],
    });
    expect((await checked()).dryRun).toMatchObject({ good: 3 });
  });

  test('of names is checked at once, and null gives the usual ones back', async () => {
    await change({ namePattern: '${Spare}, ${email}' });
    expect((await checked()).dryRun?.previews).toMatchObject([
      { name: 'secret, ada1@example.com' },
      { name: 'secret, ada2@example.com' },
      { name: 'secret, ada3@example.com' },
    ]);
    await change({ namePattern: null, name: 'Renamed' });
    const usual = await checked();
    expect(usual.name).toBe('Renamed');
    expect(usual).not.toHaveProperty('namePattern');
    expect(usual.dryRun?.previews[0]?.name).toMatch(/^Offer.*2$/);
  });

  test('that comes while a dry run is made overtakes it', async () => {
    const patterns = ['first ${row}', 'second ${row}', 'third ${row}'];
    for (const namePattern of patterns) expect((await change({ namePattern })).status).toBe(200);
    const { dryRun, namePattern } = await checked();
    expect(namePattern).toBe('third ${row}');
    expect(dryRun?.previews.map(({ name }) => name)).toEqual(['third 2', 'third 3', 'third 4']);
  });

  test('by If-Match is made only while the batch is as it was read', async () => {
    const { revision } = await checked();
    const stale = await change({ name: 'Stale' }, { 'if-match': `"r${revision - 1}"` });
    expectRefusal(stale, 'precondition-failed');
    const answer = await change({ name: 'Fresh' }, { 'if-match': `"r${revision}"` });
    expect(answer.status).toBe(200);
    expect((await checked()).name).toBe('Fresh');
  });

  test('of nothing still makes the dry run again', async () => {
    const before = await checked();
    expect((await change({})).status).toBe(200);
    const after = await checked();
    expect(after.mapping).toEqual(before.mapping);
    expect(after.dryRun?.at).not.toBe(before.dryRun?.at);
  });
});

describe('a change that does not fit the table', () => {
  test.each([
    ['an unknown column', { mapping: [{ column: 'Nowhere', field: 'email' }] }, ['mapping[0]']],
    [
      'two unknown fields',
      {
        mapping: [
          { column: 'Spare', field: 'emial' },
          { column: 'Email', field: 'x' },
        ],
      },
      ['mapping[0]', 'mapping[1]'],
    ],
    [
      'a column named twice',
      {
        mapping: [
          { column: 'Spare', field: 'email' },
          { column: 'Spare', field: null },
        ],
      },
      ['mapping[1]'],
    ],
    [
      'two columns for one field',
      {
        mapping: [
          { column: 'Email', field: 'email' },
          { column: 'Spare', field: 'email' },
        ],
      },
      ['mapping[1]'],
    ],
    ['a pattern that names no column', { namePattern: '${nowhere}' }, ['namePattern']],
    ['a pattern without a name', { namePattern: 'Letter' }, ['namePattern']],
  ])('is refused: %s', async (_, body, fields) => {
    const before = await checked();
    expectFieldFaults(await change(body), fields);
    expect(await checked()).toEqual(before);
  });

  test('is refused: options of PDFs without a PDF', async () => {
    expectFieldFaults(await change({ pdf: { archival: true } }), ['pdf']);
    expectFieldFaults(await change({ passwordColumn: 'Spare' }), ['passwordColumn']);
  });
});

describe('a batch', () => {
  test('that waits for its spreadsheet cannot be changed', async () => {
    const { body } = await person.api.call(createBatch, { body: { templateId } });
    expectRefusal(await change({ name: 'Too early' }, {}, body.batch.batchId), 'batch-not-ready');
  });

  test('whose spreadsheet was rejected cannot be changed', async () => {
    const rejected = await checkedOffers(person.api, { templateId }, Buffer.from('\n'));
    expect(rejected).toMatchObject({ state: 'rejected', problem: { code: 'empty-table' } });
    const error = expectRefusal(await change({ name: 'Too late' }, {}, rejected.batchId), 'batch-not-ready');
    expect(error.message).toContain('rejected');
  });

  test('whose template was deleted says so', async () => {
    const other = await checkedOffers(person.api);
    await person.api.call(deleteTemplate, { params: { templateId: other.templateId } });
    expectRefusal(await change({ name: 'Orphan' }, {}, other.batchId), 'not-found');
    const { body } = await person.api.call(getBatch, { params: { batchId: other.batchId } });
    expect(body).toEqual(other);
  });
});

describe('the request', () => {
  const request = () => ({ token: person.accessToken, params: { batchId }, body: { name: 'Same' } });
  testsOfTheToken(updateBatch, request);
  testsOfTheBody(updateBatch, request);
  testsOfTheId(updateBatch, { name: 'batchId', prefix: 'bat' }, request, () => stranger.accessToken);
  testsOfInvalidBodies(updateBatch, request, [
    ['an empty name', { name: '' }, ['name']],
    ['formats that are a text', { formats: 'pdf' }, ['formats']],
    ['a mapping that is no list', { mapping: { Email: 'email' } }, ['mapping']],
    ['a mapping without a field', { mapping: [{ column: offerHeadings[0] }] }, ['mapping.0.field']],
    ['an empty column', { mapping: [{ column: '', field: null }] }, ['mapping.0.column']],
    [
      'more columns than a table may have',
      { mapping: Array.from({ length: 501 }, () => ({ column: 'a', field: null })) },
      ['mapping'],
    ],
    ['a template', { templateId: `tpl_${'0'.repeat(32)}` }, ['templateId']],
  ]);
});
