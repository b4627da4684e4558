import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { checkedBatch, sendForm } from '../../dev/journey.ts';
import { getMe } from '../../shared/contract/auth.ts';
import { checkBatch, createBatch, deleteBatch, getBatch } from '../../shared/contract/batches.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { allFaults, type BatchReply, checkedOffers, offer, offerTable } from '../functions/batch-fixtures.ts';
import { readyTemplate } from '../functions/fixtures.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson } from '../support/people.ts';
import { refusalOf } from '../support/refusal.ts';

let own: OwnCloud;
let api: ApiClient;
let accountId: string;
let templateId: string;

beforeAll(async () => {
  own = await ownCloud();
  ({ api } = await newPerson(own.cloud.url));
  ({ accountId } = (await api.call(getMe, {})).body);
  templateId = await readyTemplate(api, 'Offer', offer());
});

afterAll(() => own?.stop());

afterEach(() => {
  own.cloud.frontDoor.guards.clear();
});

const announce = async () => (await api.call(createBatch, { body: { templateId } })).body;

const read = async (batchId: string): Promise<BatchReply> =>
  (await api.call(getBatch, { params: { batchId } })).body;

/** Makes messages in flight come back, as if time flew, until something has happened. */
async function passingTime<T>(queue: string, outcome: Promise<T>): Promise<T> {
  const clock = setInterval(() => own.cloud.emulators.fauxqs.releaseInvisible(queue), 200);
  return outcome.finally(() => clearInterval(clock));
}

/** Waits until a queue has nothing left, time flying. */
const drained = (queue: string): Promise<void> =>
  passingTime(
    queue,
    expect
      .poll(() => own.cloud.emulators.fauxqs.depth(queue), { timeout: 30_000 })
      .toMatchObject({ visible: 0, inFlight: 0 }),
  );

/** Kills a job whenever it does this, at most so many times; tells how often it did. */
function kill(job: string, operation: string, times = Number.POSITIVE_INFINITY): () => number {
  let killed = 0;
  own.cloud.frontDoor.guards.add(async (request) => {
    if (!request.caller?.includes(job) || request.operation !== operation || killed >= times)
      return undefined;
    killed += 1;
    await own.pool(job).crash();
    return { status: 500, headers: {}, body: '' };
  });
  return () => killed;
}

describe('a spreadsheet', () => {
  test('whose reader dies when all but the upload is done is not read again', async () => {
    const { batch, upload } = await announce();
    const killed = kill('ReadTable', 'DELETE object', 1);
    await sendForm(upload, { bytes: offerTable(3), name: 'offers.csv' });
    await expect.poll(killed, { timeout: 20_000 }).toBe(1);
    const checked = await checkedBatch(api, batch.batchId);
    expect(checked).toMatchObject({ state: 'checked', dryRun: { good: 3 } });
    await drained(own.queue('ReadTable'));
    await drained(own.queue('CheckBatch'));
    expect(await read(batch.batchId)).toMatchObject({ state: 'checked', dryRun: { good: 3 } });
  });

  test('whose reader dies every time is rejected with a reason', async () => {
    const { batch, upload } = await announce();
    const killed = kill('ReadTable', 'GET object');
    await sendForm(upload, { bytes: offerTable(3), name: 'offers.csv' });
    const rejected = await passingTime(own.queue('ReadTable'), checkedBatch(api, batch.batchId));
    expect(killed()).toBeGreaterThanOrEqual(1);
    expect(rejected).toMatchObject({ state: 'rejected', problem: { code: 'reading-failed' } });
  });

  test('that is gone before it was read is rejected with a reason', async () => {
    const { batch, upload } = await announce();
    own.cloud.frontDoor.guards.add(async ({ caller, operation }) =>
      caller?.includes('ReadTable') && operation === 'GET object'
        ? {
            status: 404,
            headers: { 'content-type': 'application/xml' },
            body: '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>Gone</Message></Error>',
          }
        : undefined,
    );
    await sendForm(upload, { bytes: offerTable(3), name: 'offers.csv' });
    expect(await checkedBatch(api, batch.batchId)).toMatchObject({
      state: 'rejected',
      problem: { code: 'upload-lost' },
    });
  });

  test('announced twice by S3 is read once', async () => {
    const batch = await checkedOffers(api, { templateId });
    const key = `accounts/${accountId}/batches/${batch.batchId}.table`;
    const arrival = JSON.stringify({
      Records: [{ eventName: 'ObjectCreated:Post', s3: { bucket: { name: 'uploads' }, object: { key } } }],
    });
    const queue = own.queue('ReadTable');
    await Promise.all([own.enqueue(queue, arrival), own.enqueue(queue, arrival)]);
    await drained(queue);
    expect(await read(batch.batchId)).toEqual(batch);
  });
});

describe('a dry run', () => {
  test('that dies every time ends with a reason, and can be begun again', async () => {
    const { batchId } = await checkedOffers(api, { templateId });
    const killed = kill('CheckRows', 'PUT object');
    await api.call(checkBatch, { params: { batchId } });
    const ended = await passingTime(own.queue('CheckBatch'), checkedBatch(api, batchId));
    expect(killed()).toBeGreaterThanOrEqual(1);
    expect(ended).toMatchObject({ state: 'mapped', problem: { code: 'check-failed' } });
    own.cloud.frontDoor.guards.clear();
    const { body } = await api.call(checkBatch, { params: { batchId }, headers: { prefer: 'wait=20' } });
    expect(body).toMatchObject({ state: 'checked', dryRun: { good: 3 } });
    expect(body).not.toHaveProperty('problem');
  });

  test('whose message comes late or twice disturbs no newer one', async () => {
    const { batchId } = await checkedOffers(api, { templateId });
    const { body } = await api.call(checkBatch, { params: { batchId }, headers: { prefer: 'wait=20' } });
    const queue = own.queue('CheckBatch');
    for (const check of [1, 2, 2]) await own.enqueue(queue, JSON.stringify({ accountId, batchId, check }));
    await drained(queue);
    expect(await read(batchId)).toEqual(body);
    expect(await allFaults(api, batchId)).toEqual([]);
  });

  test('of a batch that is deleted meanwhile brings it not back', async () => {
    const { batchId } = await checkedOffers(api, { templateId });
    let deletion: Promise<unknown> | undefined;
    own.cloud.frontDoor.guards.add(async ({ operation, caller }) => {
      if (deletion || !caller?.includes('CheckRows') || operation !== 'PUT object') return undefined;
      deletion = api.call(deleteBatch, { params: { batchId } });
      await deletion;
      return undefined;
    });
    await api.call(checkBatch, { params: { batchId } });
    // A message of the first dry run may come again and be overtaken too: only what is logged after the deletion counts.
    await expect.poll(() => deletion, { timeout: 20_000 }).toBeDefined();
    await deletion;
    await drained(own.queue('CheckBatch'));
    expect(await readFile(own.cloud.logFile, 'utf8')).toMatch(
      new RegExp(`"batch\\.checked".*${batchId}.*"overtaken"`),
    );
    expect(await refusalOf(api.call(getBatch, { params: { batchId } }))).toMatchObject({ code: 'not-found' });
  });
});
