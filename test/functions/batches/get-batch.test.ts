import { beforeAll, describe, expect, test } from 'vitest';
import { getBatch } from '../../../shared/contract/batches.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { checkedOffers } from '../batch-fixtures.ts';
import { expectJsonHeaders } from '../expectations.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
let batchId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  ({ batchId } = await checkedOffers(person.api));
});

const request = () => ({ token: person.accessToken, params: { batchId } });

describe('a batch', () => {
  test('is shown with its revision as the ETag, and shows nothing from inside', async () => {
    const answer = await send(getBatch, request());
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const batch = JSON.parse(answer.text);
    expect(answer.headers.get('etag')).toBe(`"r${batch.revision}"`);
    expect(batch).toMatchObject({ batchId, state: 'checked', dryRun: { good: 3 } });
    expect(answer.text).not.toMatch(/accountId|createdBy|sha256|unitMs|blocks|"checks"/);
  });
});

describe('the request', () => {
  testsOfTheToken(getBatch, request);
  testsOfTheId(getBatch, { name: 'batchId', prefix: 'bat' }, request, () => stranger.accessToken);
});
