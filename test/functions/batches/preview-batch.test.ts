// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { beforeAll, describe, expect, test } from 'vitest';
import { previewBatch } from '../../../shared/contract/batch-outcome.ts';
import { generateDocuments } from '../../../shared/contract/documents.ts';
import * as batches from '../../../shared/data/batches.ts';
import * as previews from '../../../shared/data/previews.ts';
import {
  announceBatch,
  type Batch,
  beginCheck,
  beginReading,
  changeBatch,
  concludeCheck,
  concludeReading,
  type DryRun,
} from '../../../shared/domain/batch.ts';
import { storeArtefact } from '../../../shared/files/artefacts.ts';
import { batchPreviewKey } from '../../../shared/files/keys.ts';
import { useArtefacts } from '../../support/artefacts.ts';
import { docx } from '../../support/docx.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId } from '../../support/table.ts';
import { expectFieldFaults, expectRefusal } from '../expectations.ts';
import { letterValues, readyTemplate, sha256Of } from '../fixtures.ts';
import { badPages, expectPictures, outcomesOf, pagesOf, picture, readyPreview } from '../preview-fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

/** Milliseconds: several tests wait for LibreOffice, which other tests keep busy too. */

let person: Person;
let stranger: Person;
let accountId: string;
let batchId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  const templateId = await readyTemplate(person.api);
  const { body } = await person.api.call(generateDocuments, {
    body: { templateId, values: letterValues() },
    headers: { prefer: 'wait=20' },
  });
  const link = body.items[0]?.download?.url ?? '';
  useArtefacts(link);
  accountId = /acc_[0-9a-f]{32}/.exec(link)?.[0] ?? '';
  batchId = (await checked({ 2: ['Offer for Ada Obi', 'Page two'], 7: ['Offer for Musa Bello'] })).batchId;
});

const at = new Date();

/** A batch whose spreadsheet was read, before its first dry run has ended. */
async function read(): Promise<Batch> {
  const announced = announceBatch({
    accountId,
    batchId: freshId('bat'),
    templateId: freshId('tpl'),
    version: 1,
    name: 'Offers',
    formats: ['docx'],
    createdBy: freshId('usr'),
    at,
    uploadExpiresAt: at,
  });
  expect(await batches.insert(announced)).toBe(true);
  const table = { format: 'csv' as const, headings: ['Name'], rows: 9, blocks: 1, notes: [] };
  const begun = beginReading(announced, at) ?? announced;
  const batch = concludeReading(begun, { table, mapping: [{ column: 'Name', field: 'name' }] }, at) ?? begun;
  return moved(announced, batch);
}

async function moved(previous: Batch, next: Batch): Promise<Batch> {
  expect(await batches.replace(previous, next)).toBe(true);
  return next;
}

/** A batch with a dry run that made a document of some rows, each with these pages. */
const checked = async (rows: Record<number, string[]>): Promise<Batch> => withDryRun(await read(), rows);

async function withDryRun(batch: Batch, rows: Record<number, string[]>): Promise<Batch> {
  const made = await Promise.all(
    Object.entries(rows).map(async ([row, texts]) => {
      const bytes = docx(pagesOf(texts));
      const sha256 = sha256Of(bytes);
      await storeArtefact(batchPreviewKey(accountId, batch.batchId, sha256), bytes, 'application/zip');
      return { row: Number(row), name: `Offer ${row}`, sha256, size: bytes.length };
    }),
  );
  const dryRun: DryRun = {
    number: batch.checks,
    good: 9,
    bad: 0,
    faults: 0,
    missing: [],
    previews: made,
    quote: { priceList: '2026-01', plan: 'free', documents: 9, included: 0, unitKobo: 100, totalKobo: 900 },
    unitMs: 5,
    at: at.toISOString(),
  };
  return moved(batch, concludeCheck(batch, batch.checks, { dryRun }, at) ?? batch);
}

const request = (row = 2, id = batchId, page = 1) => ({
  token: person.accessToken,
  params: { batchId: id, row: String(row) },
  query: { page: String(page) },
});

const seen = async (row: number, id = batchId, page = 1): Promise<string> => {
  const { large } = await readyPreview(previewBatch, request(row, id, page));
  return sha256Of((await picture(large)).bytes);
};

describe('the rows of a dry run', () => {
  test('are shown in two sizes, each page of each row for itself', async () => {
    const preview = await readyPreview(previewBatch, request(2));
    expect(preview).toMatchObject({ page: 1, pages: 2 });
    await expectPictures(preview);
    const all = [await seen(2), await seen(2, batchId, 2), await seen(7)];
    expect(new Set(all).size).toBe(3);
  });

  test('of which no document was made are not shown', async () => {
    expectRefusal(await send(previewBatch, request(3)), 'not-found');
  });

  test('have no further pages', async () => {
    await readyPreview(previewBatch, request(7));
    expectRefusal(await send(previewBatch, request(7, batchId, 2)), 'not-found');
  });

  test('are shown anew after another dry run that made something else of them', async () => {
    const batch = await checked({ 2: ['Before'] });
    const before = await seen(2, batch.batchId);
    const again = await moved(batch, beginCheck(batch, at));
    await withDryRun(again, { 2: ['After'] });
    expect(await seen(2, batch.batchId)).not.toBe(before);
  });
});

describe('a batch without a dry run', () => {
  test('is refused while the dry run is made', async () => {
    const { batchId: id } = await read();
    const { message } = expectRefusal(await send(previewBatch, request(2, id)), 'batch-not-ready');
    expect(message).toContain('Wait until the dry run has ended.');
  });

  test('is refused when it was changed after it', async () => {
    const batch = await checked({ 2: ['Text'] });
    await moved(batch, changeBatch(batch, { name: 'Other' }, at));
    expectRefusal(await send(previewBatch, request(2, batch.batchId)), 'batch-not-ready');
  });
});

test('many who ask at once get the same pictures, made once', async () => {
  const { batchId: id } = await checked({ 4: ['Popular'], 5: ['Later'] });
  const all = await Promise.all(Array.from({ length: 6 }, () => readyPreview(previewBatch, request(4, id))));
  expect(new Set(all.map(({ large }) => new URL(large.url).pathname)).size).toBe(1);
  await readyPreview(previewBatch, request(5, id));
  expect(await outcomesOf(id, 2)).toHaveLength(2);
});

describe('its request', () => {
  testsOfTheToken(previewBatch, request);
  testsOfTheId(previewBatch, { name: 'batchId', prefix: 'bat' }, request, () => stranger.accessToken);

  test('begins nothing for somebody else', async () => {
    const { batchId: id } = await checked({ 2: ['Mine'] });
    const answer = await send(previewBatch, { ...request(2, id), token: stranger.accessToken });
    expectRefusal(answer, 'not-found');
    expect(await previews.listOf(accountId, id)).toEqual([]);
  });

  test.each(badPages)('for page "%s" is refused', async (page) => {
    expectFieldFaults(await send(previewBatch, { ...request(), query: { page } }), ['page']);
  });

  test.each(['0', '-1', '1.5', 'two'])('for row "%s" names nothing', async (row) => {
    const { params } = request();
    expectRefusal(await send(previewBatch, { ...request(), params: { ...params, row } }), 'not-found');
  });
});
