import { beforeAll, describe, expect, test } from 'vitest';
import { listBatchFaults } from '../../../shared/contract/batch-outcome.ts';
import { checkBatch, createBatch } from '../../../shared/contract/batches.ts';
import { csvOf } from '../../support/csv.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { allFaults, checkedOffers, offerHeadings } from '../batch-fixtures.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfTheId, testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
let templateId: string;
let batchId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  const rows = [
    ['Ada', 'a lot of money that is written out in far more words than fit', 'ada@example.com'],
    ['Bola', '2000', 'bola@example.com'],
    ['Chidi', '', 'no address'],
    ['Dayo', '1', 'dayo@example.com', 'one cell too many'],
  ];
  ({ batchId, templateId } = await checkedOffers(person.api, {}, csvOf([offerHeadings, ...rows])));
});

const request = () => ({ token: person.accessToken, params: { batchId } });

describe('the list', () => {
  test('names row, column, the beginning of the cell and what is wrong', async () => {
    const answer = await send(listBatchFaults, request());
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const { items, ...rest } = JSON.parse(answer.text);
    expect(rest).toEqual({});
    expect(items).toEqual([
      {
        row: 2,
        column: 'Salary',
        value: expect.stringMatching(/^a lot of money/),
        message: expect.any(String),
      },
      { row: 4, column: 'Salary', value: '', message: expect.any(String) },
      { row: 4, column: 'Email', value: 'no address', message: expect.any(String) },
      { row: 5, column: '', value: '', message: expect.stringContaining('quotation marks') },
    ]);
    expect(items[0].value.length).toBeLessThanOrEqual(40);
  });

  test('comes page by page', async () => {
    expect(await allFaults(person.api, batchId, 1)).toEqual(await allFaults(person.api, batchId));
  });

  test('takes no cursor of a dry run before', async () => {
    const { body } = await person.api.call(listBatchFaults, { params: { batchId }, query: { limit: 1 } });
    await person.api.call(checkBatch, { params: { batchId }, headers: { prefer: 'wait=20' } });
    const query = { cursor: body.nextCursor ?? '' };
    expectFieldFaults(await send(listBatchFaults, { ...request(), query }), ['cursor']);
  });

  test('is refused before there is a dry run', async () => {
    const { body } = await person.api.call(createBatch, { body: { templateId } });
    const params = { batchId: body.batch.batchId };
    expectRefusal(await send(listBatchFaults, { ...request(), params }), 'batch-not-ready');
  });
});

describe('the request', () => {
  testsOfTheToken(listBatchFaults, request);
  testsOfTheId(listBatchFaults, { name: 'batchId', prefix: 'bat' }, request, () => stranger.accessToken);
  testsOfThePageQuery(listBatchFaults, request);
});
