import { beforeAll, describe, expect, test } from 'vitest';
import { createBatch, listBatches } from '../../../shared/contract/batches.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { checkedOffers, offer } from '../batch-fixtures.ts';
import { expectFieldFaults, expectJsonHeaders } from '../expectations.ts';
import { readyTemplate } from '../fixtures.ts';
import { testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
/** Oldest first; the first is checked. */
const ids: string[] = [];
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  const templateId = await readyTemplate(person.api, 'Offer', offer());
  ids.push((await checkedOffers(person.api, { templateId })).batchId);
  for (let number = 0; number < 4; number++)
    ids.push((await person.api.call(createBatch, { body: { templateId } })).body.batch.batchId);
});

const request = () => ({ token: person.accessToken });

describe('the list', () => {
  test('has the newest first, as summaries, and only one’s own', async () => {
    const answer = await send(listBatches, request());
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const { items, ...rest } = JSON.parse(answer.text);
    expect(rest).toEqual({});
    expect(items.map(({ batchId }: { batchId: string }) => batchId)).toEqual(ids.toReversed());
    expect(items.at(-1)).toMatchObject({ state: 'checked', name: 'Offer' });
    expect(answer.text).not.toMatch(/mapping|headings|dryRun|accountId/);
    const { body } = await stranger.api.call(listBatches, { query: {} });
    expect(body.items).toEqual([]);
  });

  test('comes page by page, each batch once', async () => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await person.api.call(listBatches, { query: { limit: 2, cursor } });
      expect(body.items.length).toBeLessThanOrEqual(2);
      found.push(...body.items.map(({ batchId }) => batchId));
      cursor = body.nextCursor;
    } while (cursor !== undefined);
    expect(found).toEqual(ids.toReversed());
  });

  test('takes no cursor of somebody else', async () => {
    const { body } = await person.api.call(listBatches, { query: { limit: 2 } });
    const answer = await send(listBatches, {
      token: stranger.accessToken,
      query: { cursor: body.nextCursor ?? '' },
    });
    expectFieldFaults(answer, ['cursor']);
  });
});

describe('the request', () => {
  testsOfTheToken(listBatches, request);
  testsOfThePageQuery(listBatches, request);
});
