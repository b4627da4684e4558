import { beforeAll, expect, test } from 'vitest';
import { createBatchResult, getBatchResult } from '../../../shared/contract/batch-outcome.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { finishedOffers } from '../batch-fixtures.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { download } from '../fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
let batchId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  ({ batchId } = await finishedOffers(person.api));
  const { status } = await person.api.call(createBatchResult, {
    params: { batchId },
    body: { kind: 'csv' },
    headers: { prefer: 'wait=20' },
  });
  expect(status).toBe(200);
});

const request = (kind = 'csv') => ({ token: person.accessToken, params: { batchId, kind } });
testsOfTheToken(getBatchResult, request);
testsOfTheId(getBatchResult, { name: 'batchId', prefix: 'bat' }, request, () => stranger.accessToken);

test('a result that is ready has a link, a fresh one each time', async () => {
  const answer = await send(getBatchResult, request());
  expect(answer.status).toBe(200);
  expectJsonHeaders(answer.headers);
  const result = JSON.parse(answer.text);
  expect(result).toMatchObject({ kind: 'csv', state: 'ready', documents: 3 });
  expect(result).not.toHaveProperty('sha256');
  expect(result.download.fileName).toBe('Offer.csv');
  const file = await download(result.download.url);
  expect(file.status).toBe(200);
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
});

test('a result that nobody asked for does not exist', async () => {
  expect(expectRefusal(await send(getBatchResult, request('pdf')), 'not-found').message).toMatch(
    /^There is no such result/,
  );
});

test.each(['rar', 'ZIP', '%2e%2e', 'zip%23'])('a result of the kind %s cannot exist', async (kind) => {
  expectRefusal(await send(getBatchResult, request(kind)), 'not-found');
});
