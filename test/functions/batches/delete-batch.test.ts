import { beforeAll, describe, expect, test } from 'vitest';
import { sendForm } from '../../../dev/journey.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { createBatch, deleteBatch, getBatch, listBatches } from '../../../shared/contract/batches.ts';
import * as chunks from '../../../shared/data/batch-chunks.ts';
import { startBatch } from '../../../shared/data/batch-start.ts';
import * as batches from '../../../shared/data/batches.ts';
import { planChunks } from '../../../shared/domain/batch-chunk.ts';
import { pauseRun, planOf, startRun } from '../../../shared/domain/batch-run.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { checkedOffers, offerTable } from '../batch-fixtures.ts';
import { expectCarefulHeaders, expectRefusal } from '../expectations.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let person: Person;
let stranger: Person;
let accountId: string;
let templateId: string;
let batchId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  ({ accountId } = (await person.api.call(getMe, {})).body);
  ({ batchId, templateId } = await checkedOffers(person.api));
});

const remove = (id: string) => send(deleteBatch, { token: person.accessToken, params: { batchId: id } });

/** A checked batch as started, with its chunks; nobody is told, so nothing of it is made. */
async function startedBatch(): Promise<string> {
  const { batchId: id } = await checkedOffers(person.api, { templateId });
  const checked = await batches.get(accountId, id);
  const at = new Date();
  const planned = planChunks({ ...planOf(checked), rows: 3, unitMs: 1, at });
  const order = { skipBadRows: false, totalKobo: checked.dryRun?.quote.totalKobo ?? 0 };
  const started = startRun(checked, order, { chunks: planned.length, lanes: 1 }, '2026-11', at);
  expect(await startBatch(checked, started, planned, 3)).toBe(true);
  return id;
}

describe('a deleted batch', () => {
  test('is gone from everywhere, and stays gone when it is deleted again', async () => {
    const { batchId: id } = await checkedOffers(person.api, { templateId });
    const answer = await remove(id);
    expect(answer).toMatchObject({ status: 204, text: '' });
    expectCarefulHeaders(answer.headers);
    for (const route of [getBatch, deleteBatch])
      expectRefusal(await send(route, { token: person.accessToken, params: { batchId: id } }), 'not-found');
    const { body } = await person.api.call(listBatches, { query: { limit: 100 } });
    expect(body.items.map((item) => item.batchId)).not.toContain(id);
  });

  test('takes its chunks with it once it was started and stopped', async () => {
    const id = await startedBatch();
    expectRefusal(await remove(id), 'batch-not-ready');
    const running = await batches.get(accountId, id);
    await batches.replace(running, pauseRun(running, new Date()));
    expectRefusal(await remove(id), 'batch-not-ready');
    const paused = await batches.get(accountId, id);
    await batches.replace(paused, { ...paused, state: 'finished', revision: paused.revision + 1 });
    expect((await remove(id)).status).toBe(204);
    expect(await chunks.list({ accountId, batchId: id, plan: 1 })).toEqual([]);
  });

  test('may be one that waits, and its late upload brings it not back', async () => {
    const { body } = await person.api.call(createBatch, { body: { templateId } });
    const { batch, upload } = body;
    expect((await remove(batch.batchId)).status).toBe(204);
    await sendForm(upload, { bytes: offerTable(1), name: 'late.csv' });
    const params = { batchId: batch.batchId };
    expectRefusal(await send(getBatch, { token: person.accessToken, params }), 'not-found');
  });

  test('may be one that was rejected', async () => {
    const { batchId: id, state } = await checkedOffers(person.api, { templateId }, Buffer.from('\0'));
    expect(state).toBe('rejected');
    expect((await remove(id)).status).toBe(204);
  });
});

describe('the request', () => {
  const request = () => ({ token: person.accessToken, params: { batchId } });
  testsOfTheToken(deleteBatch, request);
  testsOfTheId(deleteBatch, { name: 'batchId', prefix: 'bat' }, request, () => stranger.accessToken);
});
