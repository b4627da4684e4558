import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../../dev/journey.ts';
import { getAccountAnalytics } from '../../shared/contract/accounts.ts';
import { getBatch, runBatch } from '../../shared/contract/batches.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { generateDocuments, listDocuments } from '../../shared/contract/documents.ts';
import { getMyAnalytics } from '../../shared/contract/users.ts';
import { checkedOffers, offerTable } from '../functions/batch-fixtures.ts';
import { letterValues, readyTemplate } from '../functions/fixtures.ts';
import { killing, passingTime } from '../support/faults.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson } from '../support/people.ts';

/** Whoever dies while making something: it counts once, and what is made counts. */

let own: OwnCloud;
let api: ApiClient;
beforeAll(async () => {
  own = await ownCloud();
});
afterAll(() => own?.stop());
afterEach(() => {
  own.cloud.frontDoor.guards.clear();
});

const figures = async () => {
  const [mine, ours] = [
    await api.call(getMyAnalytics, { query: {} }),
    await api.call(getAccountAnalytics, { query: {} }),
  ];
  expect(mine.body.total).toEqual(ours.body.total);
  return { ...ours.body.total, templates: ours.body.templates.map(({ made }) => made) };
};

const allEnded = (count: number) =>
  until(
    'the end of all documents',
    async () => {
      const { items } = (await api.call(listDocuments, { query: { limit: 100 } })).body;
      const ended = items.filter(({ state }) => state === 'ready' || state === 'failed');
      return ended.length === count ? ended : undefined;
    },
    60_000,
  );

test.each([
  ['before it stores a file', 'PUT object'],
  ['before it notes the end', 'TransactWriteItems'],
])(
  'a renderer that dies %s counts nothing twice',
  async (_, operation) => {
    ({ api } = await newPerson(own.cloud.url));
    const templateId = await readyTemplate(api);
    const killed = killing(own, 'RenderDocuments', operation, 2);
    const values = ['One', 'Two', 'Three', 'Four', 'Five'].map((name) => letterValues(name));
    await api.call(generateDocuments, { body: { templateId, values } });
    await passingTime(own, 'Render', allEnded(5), 2000);
    expect(killed()).toBe(2);
    expect(await figures()).toMatchObject({ made: 5, docx: 5, failed: 0, templates: [5] });
  },
  90_000,
);

test('an answer that is lost after the end was written counts nothing twice', async () => {
  ({ api } = await newPerson(own.cloud.url));
  const templateId = await readyTemplate(api);
  let lost = 0;
  own.cloud.frontDoor.observers.add(({ caller, operation, request }) => {
    if (!caller?.includes('RenderDocuments') || operation !== 'TransactWriteItems' || lost > 0) return;
    if (!request.body.includes('usage#')) return;
    lost += 1;
    void own.pool('RenderDocuments').crash();
  });
  await api.call(generateDocuments, {
    body: { templateId, values: [letterValues('One'), letterValues('Two')] },
  });
  await passingTime(own, 'Render', allEnded(2), 2000);
  expect(lost).toBe(1);
  expect(await figures()).toMatchObject({ made: 2, failed: 0, templates: [2] });
});

test('documents that are given up count as failed, once', async () => {
  ({ api } = await newPerson(own.cloud.url));
  const templateId = await readyTemplate(api);
  killing(own, 'RenderDocuments', 'PUT object');
  await api.call(generateDocuments, { body: { templateId, values: letterValues('One') } });
  await passingTime(own, 'Render', allEnded(1), 500);
  expect(await figures()).toMatchObject({ made: 0, failed: 1, templates: [] });
});

test('a batch whose workers die counts each of its rows once', async () => {
  ({ api } = await newPerson(own.cloud.url));
  const rows = 24;
  const { batchId, dryRun } = await checkedOffers(api, {}, offerTable(rows));
  const killed = [
    killing(own, 'RenderRows', 'PUT object', 1),
    killing(own, 'RenderRows', 'TransactWriteItems', 2),
  ];
  await api.call(runBatch, {
    params: { batchId },
    body: { totalKobo: dryRun?.quote.totalKobo ?? 0 },
  });
  const ended = until(
    'the end of the batch',
    async () => {
      const { body } = await api.call(getBatch, { params: { batchId } });
      return body.state === 'finished' ? body : undefined;
    },
    150_000,
  );
  const { progress } = await passingTime(own, 'RenderRows', ended, 5000);
  expect(killed.map((count) => count())).toEqual([1, 2]);
  expect(progress).toMatchObject({ ready: rows, failed: 0 });
  expect(await figures()).toMatchObject({ made: rows, failed: 0, batches: 1, templates: [rows] });
}, 200_000);
