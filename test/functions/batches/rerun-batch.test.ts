import { beforeAll, describe, expect, test } from 'vitest';
import { rerunBatch } from '../../../shared/contract/batches.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectRefusal } from '../expectations.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { batchIn } from './run-fixtures.ts';

let person: Person;
let stranger: Person;
let batchId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  ({ batchId } = await batchIn(person.api, 'checked'));
});

const request = () => ({ token: person.accessToken, params: { batchId } });

describe('running failed rows again', () => {
  test.each([['finished', 'running'] as const])('makes a batch that is %s %s', async (from, to) => {
    const batch = await batchIn(person.api, from);
    const answer = await person.api.call(rerunBatch, { params: { batchId: batch.batchId } });
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ state: to, revision: 2 });
    const again = await send(rerunBatch, { ...request(), params: { batchId: batch.batchId } });
    expect(expectRefusal(again, 'batch-not-ready').message).toContain(`"${to}"`);
  });

  test.each(['checked', 'paused', 'cancelled', 'rejected'] as const)(
    'is refused while it is %s',
    async (state) => {
      const batch = await batchIn(person.api, state);
      const answer = await send(rerunBatch, { ...request(), params: { batchId: batch.batchId } });
      expect(expectRefusal(answer, 'batch-not-ready').message).toContain(`"${state}"`);
    },
  );

  test('five times at once is done once', async () => {
    const batch = await batchIn(person.api, 'finished');
    const asked = Array.from({ length: 5 }, () =>
      send(rerunBatch, { ...request(), params: { batchId: batch.batchId } }),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([202, 409, 409, 409, 409]);
  });

  testsOfTheToken(rerunBatch, request);
  testsOfTheId(rerunBatch, { name: 'batchId', prefix: 'bat' }, request, () => stranger.accessToken);
});
