// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of name patterns
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { addBatch, addTemplate, until } from '../../dev/journey.ts';
import { getMe } from '../../shared/contract/auth.ts';
import { createBatchResult, getBatchResult, listBatchRows } from '../../shared/contract/batch-outcome.ts';
import {
  cancelBatch,
  getBatch,
  pauseBatch,
  rerunBatch,
  resumeBatch,
  runBatch,
} from '../../shared/contract/batches.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { downloadDocument, generateDocuments } from '../../shared/contract/documents.ts';
import { rowDocumentId } from '../../shared/pipeline/row-documents.ts';
import { accountFor, discrepancies } from '../../soak/batch/account-for-rows.ts';
import { runUnderFire } from '../../soak/batch/kill-workers.ts';
import { addLetters, type Letters } from '../../soak/batch/letters.ts';
import { letterTable } from '../functions/batches/run-fixtures.ts';
import { letter } from '../functions/fixtures.ts';
import { fund } from '../support/money.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { pdfInfo, pdfText, qpdfCheck } from '../support/pdf-judges.ts';
import { newPerson } from '../support/people.ts';
import { useTable } from '../support/table.ts';

const unitKobo = 5000;

/** Milliseconds: machines that run tests do other things too. */
const patient = 240_000;

let own: OwnCloud;
let api: ApiClient;
let other: ApiClient;
let letters: Letters;
beforeAll(async () => {
  own = await ownCloud({ FREE_DOCUMENTS: '0' });
  useTable(own.cloud);
  const people = await Promise.all([newPerson(own.cloud.url), newPerson(own.cloud.url)]);
  [api, other] = [people[0].api, people[1].api];
  for (const each of people) await fund((await each.api.call(getMe, {})).body.accountId, 10_000_000_000);
  letters = await addLetters(api);
}, patient);

afterAll(() => own?.stop());

afterEach(() => own.cloud.frontDoor.guards.clear());

const read = async (batchId: string) => (await api.call(getBatch, { params: { batchId } })).body;

const inState = (batchId: string, state: string) =>
  until(
    `${batchId} to be ${state}`,
    async () => {
      const batch = await read(batchId);
      return batch.state === state ? batch : undefined;
    },
    patient,
  );

const run = (batchId: string, totalKobo: number) =>
  api.call(runBatch, { params: { batchId }, body: { totalKobo } });

const account = async (batchId: string, expected: number) =>
  discrepancies(await accountFor(api, letters.templateId, batchId), { expected, unitKobo });

/** Makes the clock look at a batch now. */
async function letTimePass(batchId: string): Promise<void> {
  const { accountId } = (await api.call(getMe, {})).body;
  await own.table.send(
    new UpdateCommand({
      TableName: own.cloud.tableName,
      Key: { pk: `account#${accountId}`, sk: `batch#${batchId}` },
      UpdateExpression: 'SET gsi3sk = :due',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':due': '2026-01-01T00:00:00.000Z#aged' },
    }),
  );
}

describe('a batch whose workers are killed at random', () => {
  test(
    'brings every row to its end, once, and charges it once',
    async () => {
      const stored = [5, 15, 7, 20, 12];
      const { batchId, killed } = await runUnderFire(own.cloud, api, letters, {
        rows: 80,
        formats: ['docx'],
        kills: 5,
        nextKill: () => stored.pop() ?? 1,
      });
      expect(killed).toBe(5);
      expect(await account(batchId, 80)).toEqual([]);
      expect((await read(batchId)).progress).toMatchObject({ ready: 80, failed: 0 });
    },
    patient,
  );
});

describe('a row over which workers die', () => {
  test(
    'is failed with a reason, takes no other row along, and can be run again',
    async () => {
      const { batchId, totalKobo } = await letters.batchOf(30, ['docx']);
      const deadly = rowDocumentId(batchId, 12);
      let deaths = 0;
      own.cloud.frontDoor.guards.add(async ({ service, operation, request }) => {
        if (service !== 's3' || operation !== 'PUT object' || !request.target.includes(deadly))
          return undefined;
        deaths++;
        await own.pool('RenderRows').crash();
        own.cloud.emulators.fauxqs.releaseInvisible(own.queue('RenderRows'));
        return { status: 500, headers: {}, body: '' };
      });
      await run(batchId, totalKobo);
      const ended = await inState(batchId, 'finished');
      expect(deaths).toBeGreaterThan(1);
      expect(ended.progress).toMatchObject({ ready: 29, failed: 1, chargedKobo: 29 * unitKobo });
      const { body } = await api.call(listBatchRows, { params: { batchId }, query: { state: 'failed' } });
      expect(body.items).toEqual([
        expect.objectContaining({ row: 12, failure: expect.objectContaining({ code: 'row-crashes' }) }),
      ]);
      own.cloud.frontDoor.guards.clear();
      expect(ended.rerunQuote).toMatchObject({ documents: 1, totalKobo: unitKobo });
      await api.call(rerunBatch, { params: { batchId }, body: { totalKobo: unitKobo } });
      const again = await inState(batchId, 'finished');
      expect(again.progress).toMatchObject({
        run: 2,
        ready: 30,
        failed: 0,
        chargedKobo: totalKobo,
        quotedKobo: totalKobo,
      });
      expect(await account(batchId, 30)).toEqual([]);
    },
    patient,
  );
});

describe('a batch that is paused', () => {
  /** Lets no worker store anything until it is told to. */
  function holdWorkers(): () => void {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    own.cloud.frontDoor.guards.add(async ({ service, caller }) => {
      if (service === 's3' && caller?.includes('RenderRows')) await held;
      return undefined;
    });
    return () => release();
  }

  test(
    'finishes what was begun, begins nothing, and goes on when it is resumed',
    async () => {
      const { batchId, totalKobo } = await letters.batchOf(600, ['docx']);
      const release = holdWorkers();
      await run(batchId, totalKobo);
      await api.call(pauseBatch, { params: { batchId } });
      release();
      const depth = expect.poll(() => own.cloud.emulators.fauxqs.depth(own.queue('RenderRows')), {
        timeout: patient,
      });
      await depth.toMatchObject({ visible: 0, inFlight: 0 });
      const paused = await read(batchId);
      expect(paused.state).toBe('paused');
      expect(paused.progress?.done).toBeLessThan(600);
      await api.call(resumeBatch, { params: { batchId } });
      await inState(batchId, 'finished');
      expect(await account(batchId, 600)).toEqual([]);
    },
    patient,
  );

  test(
    'can be cancelled: every row comes to an end, and only what was made is charged',
    async () => {
      const { batchId, totalKobo } = await letters.batchOf(600, ['docx']);
      const release = holdWorkers();
      await run(batchId, totalKobo);
      await api.call(cancelBatch, { params: { batchId } });
      release();
      const ended = await until(
        'the last row',
        async () => {
          const batch = await read(batchId);
          return batch.progress?.finishedAt ? batch : undefined;
        },
        patient,
      );
      expect(ended).toMatchObject({ state: 'cancelled', progress: { done: 600, failed: 0 } });
      expect(ended.progress?.cancelled).toBeGreaterThan(0);
      expect(await account(batchId, 600)).toEqual([]);
    },
    patient,
  );
});

describe('a batch that stands still', () => {
  test(
    'because its messages were lost is taken up by the schedule',
    async () => {
      const { batchId, totalKobo } = await letters.batchOf(20, ['docx']);
      // The order is stored, and the queue does not take its messages.
      own.cloud.frontDoor.guards.add(({ service, operation, caller }) =>
        service === 'sqs' && operation === 'SendMessageBatch' && caller?.includes('RunBatch')
          ? {
              status: 400,
              headers: { 'content-type': 'application/x-amz-json-1.0' },
              body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"gone"}',
            }
          : undefined,
      );
      const order = await run(batchId, totalKobo);
      expect({ status: order.status, state: order.body.state }).toEqual({ status: 202, state: 'running' });
      own.cloud.frontDoor.guards.clear();
      await letTimePass(batchId);
      await own.run('ResumeBatches');
      await inState(batchId, 'finished');
      expect(await account(batchId, 20)).toEqual([]);
    },
    patient,
  );
});

describe('a large batch of one account', () => {
  test(
    'lets others through: their document is ready long before it has ended',
    async () => {
      const rows = 800;
      const { templateId } = await addTemplate(other, 'Letter', letter());
      const { batchId, totalKobo } = await letters.batchOf(rows, ['docx']);
      await run(batchId, totalKobo);
      const { status, body } = await other.call(generateDocuments, {
        body: { templateId, values: { name: 'Ada', amount: 1, items: [], urgent: false } },
        headers: { prefer: 'wait=20' },
      });
      expect(status).toBe(200);
      expect(body.items[0]?.state).toBe('ready');
      expect((await read(batchId)).progress?.done).toBeLessThan(rows);
      await inState(batchId, 'finished');
      expect(await account(batchId, rows)).toEqual([]);
    },
    2 * patient,
  );
});

describe('a batch of PDFs', () => {
  test(
    'becomes one PDF, in the order of the rows, behind a cover that lists them',
    async () => {
      const { templateId } = await addTemplate(api, 'Letter', letter());
      const order = { templateId, formats: ['pdf' as const], namePattern: 'To ${name}' };
      const { batchId, dryRun } = await addBatch(api, order, letterTable(['Ada', 'Bola', 'Chidi']), patient);
      await run(batchId, dryRun?.quote.totalKobo ?? -1);
      await inState(batchId, 'finished');
      const body = { kind: 'pdf' as const, cover: { title: 'All letters', lines: ['November 2026'] } };
      await api.call(createBatchResult, { params: { batchId }, body });
      const result = await until(
        'the PDF of the batch',
        async () => {
          const found = await api.call(getBatchResult, { params: { batchId, kind: 'pdf' } });
          return found.body.state === 'in-progress' ? undefined : found.body;
        },
        patient,
      );
      expect(result).toMatchObject({ state: 'ready', documents: 3 });
      const pdf = Buffer.from(await (await fetch(result.download?.url ?? '')).arrayBuffer());
      expect(qpdfCheck(pdf)).toBe('no errors');
      expect(pdfInfo(pdf).Pages).toBe('4');
      expect(pdfText(pdf, 1)).toMatch(/All letters[\s\S]*November 2026[\s\S]*To Ada[\s\S]*To Chidi/);
      expect([2, 3, 4].map((page) => /Dear (\w+),/.exec(pdfText(pdf, page))?.[1])).toEqual([
        'Ada',
        'Bola',
        'Chidi',
      ]);
    },
    patient,
  );

  test(
    'locks each with the password of its row',
    async () => {
      const { templateId } = await addTemplate(api, 'Letter', letter());
      const table = letterTable(['Ada', 'Bola', 'Chidi']).toString().split('\r\n');
      const file = table.map((line, index) =>
        line === '' ? line : `${line},${index === 0 ? 'secret' : `pass-${index}00`}`,
      );
      const { batchId, dryRun } = await addBatch(
        api,
        { templateId, formats: ['pdf'], passwordColumn: 'secret', namePattern: '${name}' },
        Buffer.from(file.join('\r\n')),
        patient,
      );
      await run(batchId, dryRun?.quote.totalKobo ?? -1);
      await inState(batchId, 'finished');
      const { body } = await api.call(listBatchRows, { params: { batchId } });
      expect(body.items.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);
      const documentId = body.items[1]?.documentId ?? '';
      const link = await api.call(downloadDocument, { params: { documentId } });
      expect(link.body.fileName).toBe('Bola.pdf');
      const pdf = Buffer.from(await (await fetch(link.body.url)).arrayBuffer());
      expect(qpdfCheck(pdf, 'pass-100')).toMatch(/invalid password/);
      expect(pdfInfo(pdf, ['-upw', 'pass-200']).Encrypted).toMatch(/AES-256/);
    },
    patient,
  );
});
