import { beforeAll, describe, expect, test } from 'vitest';
import { createBatchResult, getBatchResult } from '../../../shared/contract/batch-outcome.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { checkedOffers, finishedOffers } from '../batch-fixtures.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { download } from '../fixtures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
let batchId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  ({ batchId } = await finishedOffers(person.api));
});

const request = () => ({ token: person.accessToken, params: { batchId }, body: { kind: 'zip' } });
testsOfTheToken(createBatchResult, request);
testsOfTheBody(createBatchResult, request);
testsOfTheId(createBatchResult, { name: 'batchId', prefix: 'bat' }, request, () => stranger.accessToken);
testsOfInvalidBodies(createBatchResult, request, [
  ['no kind', { kind: undefined }, ['kind']],
  ['an unknown kind', { kind: 'rar' }, ['kind']],
  ['a cover of an archive', { cover: { title: 'Offers' } }, ['cover']],
  ['a cover without a title', { kind: 'pdf', cover: {} }, ['cover.title']],
]);

describe('a result', () => {
  test('is made while the caller waits, with a link', async () => {
    const answer = await send(createBatchResult, { ...request(), headers: { prefer: 'wait=20' } });
    expect(answer.status, answer.text).toBe(200);
    expectJsonHeaders(answer.headers);
    expect(answer.headers.get('preference-applied')).toBe('wait');
    const result = JSON.parse(answer.text);
    expect(result).toEqual({
      kind: 'zip',
      state: 'ready',
      documents: 3,
      size: expect.any(Number),
      createdAt: expect.stringMatching(/Z$/),
      download: {
        url: expect.stringMatching(/^http/),
        fileName: 'Offer.zip',
        expiresAt: expect.stringMatching(/Z$/),
      },
    });
    const file = await download(result.download.url);
    expect(file.bytes).toHaveLength(result.size);
    expect(file.headers.get('content-type')).toBe('application/zip');
  });

  test('is promised to a caller who does not wait, each time anew', async () => {
    for (let round = 0; round < 2; round++) {
      const answer = await send(createBatchResult, { ...request(), body: { kind: 'csv' } });
      expect(answer.status, answer.text).toBe(202);
      expect(JSON.parse(answer.text)).toEqual({
        kind: 'csv',
        state: 'in-progress',
        createdAt: expect.stringMatching(/Z$/),
      });
    }
  });

  test('of one kind is asked for by one of several at the same moment, and all hear what became of it', async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () =>
        send(createBatchResult, { ...request(), headers: { prefer: 'wait=20' } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    for (const answer of answers) if (answer.status !== 200) expectRefusal(answer, 'conflict');
    const { body } = await person.api.call(getBatchResult, { params: { batchId, kind: 'zip' } });
    expect(body.state).toBe('ready');
  });
});

describe('a batch', () => {
  test('that was never started has no results', async () => {
    const { batchId: id } = await checkedOffers(person.api);
    expectRefusal(
      await send(createBatchResult, { ...request(), params: { batchId: id } }),
      'batch-not-ready',
    );
  });

  test('that makes Word files only cannot be merged, and says what to ask for', async () => {
    const answer = await send(createBatchResult, { ...request(), body: { kind: 'pdf' } });
    expect(expectFieldFaults(answer, ['kind']).message).toContain('"zip"');
  });
});
