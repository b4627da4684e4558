import { describe, expect, test } from 'vitest';
import * as batches from '../../shared/data/batches.ts';
import {
  announceBatch,
  type Batch,
  beginReading,
  concludeCheck,
  concludeReading,
} from '../../shared/domain/batch.ts';
import { leftoverOf } from '../../shared/domain/leftover.ts';
import { freshId, numberedId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-11-26T09:00:00.000Z');

async function stored(input: { accountId?: string; batchId?: string } = {}): Promise<Batch> {
  const batch = announceBatch({
    accountId: input.accountId ?? freshId('acc'),
    batchId: input.batchId ?? freshId('bat'),
    templateId: freshId('tpl'),
    version: 1,
    name: 'Offers',
    formats: ['docx', 'pdf'],
    pdfOptions: { watermark: 'Draft' },
    passwordColumn: 'PIN',
    createdBy: freshId('usr'),
    at,
    uploadExpiresAt: new Date('2026-11-26T09:15:00.000Z'),
  });
  expect(await batches.insert(batch)).toBe(true);
  return batch;
}

const read = ({ accountId, batchId }: Batch): Promise<Batch | undefined> => batches.find(accountId, batchId);

describe('a batch', () => {
  test('is read as it was written, through its whole front half', async () => {
    const announced = await stored();
    expect(await read(announced)).toEqual(announced);
    const table = {
      format: 'xlsx' as const,
      sheet: 'Staff',
      headings: ['Name'],
      rows: 2,
      blocks: 1,
      notes: ['x'],
    };
    const mapping = [{ column: 'Name', field: 'name', reason: 'same-name' }];
    const reading = beginReading(announced, at);
    const checking = reading && concludeReading(reading, { table, mapping }, at);
    const quote = {
      priceList: '2026-11',
      plan: 'free' as const,
      documents: 2,
      included: 0,
      unitKobo: 5000,
      totalKobo: 10_000,
    };
    const previews = [{ row: 2, name: 'Ada', sha256: 'ab'.repeat(32), size: 900 }];
    const dryRun = {
      number: 1,
      good: 2,
      bad: 0,
      faults: 0,
      missing: [],
      previews,
      quote,
      unitMs: 3,
      at: at.toISOString(),
    };
    const checked = checking && concludeCheck(checking, 1, { dryRun }, at);
    for (const [before, after] of [
      [announced, reading],
      [reading, checking],
      [checking, checked],
    ]) {
      if (!before || !after) throw new Error('a step was refused');
      expect(await batches.replace(before, after)).toBe(true);
      expect(await read(after)).toEqual(after);
    }
  });

  test('keeps the place of what is wrong with its spreadsheet', async () => {
    const announced = await stored();
    const problem = { code: 'duplicate-heading', message: 'Rename one.', row: 1, column: 'Name' };
    const rejected = concludeReading(announced, { problem }, at);
    if (!rejected) throw new Error('the verdict was refused');
    expect(await batches.replace(announced, rejected)).toBe(true);
    expect(await read(rejected)).toEqual(rejected);
  });

  test('is inserted once, and changed only as it was read', async () => {
    const batch = await stored();
    expect(await batches.insert(batch)).toBe(false);
    const reading = beginReading(batch, at);
    if (!reading) throw new Error('the reading was refused');
    expect(await batches.replace(batch, reading)).toBe(true);
    expect(await batches.replace(batch, { ...reading, name: 'Other' })).toBe(false);
    const left = (of: Batch) => leftoverOf(of, of.batchId, { folder: 'accounts/none' }, at);
    expect(await batches.remove(batch, left(batch))).toBe(false);
    expect(await batches.remove(reading, left(reading))).toBe(true);
    expect(await read(batch)).toBeUndefined();
  });

  test('of somebody else is not there', async () => {
    const { batchId } = await stored();
    expect(await batches.find(freshId('acc'), batchId)).toBeUndefined();
    await expect(batches.get(freshId('acc'), batchId)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('the list of an account', () => {
  test('has the newest first, page by page, with everything of each', async () => {
    const accountId = freshId('acc');
    const made = [];
    for (let number = 1; number <= 5; number++)
      made.push(await stored({ accountId, batchId: numberedId('bat', number) }));
    await stored();
    const found: Batch[] = [];
    let cursor: string | undefined;
    do {
      const page = await batches.list(accountId, { limit: 2, cursor });
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(found).toEqual(made.toReversed());
  });

  test('takes no cursor of another account', async () => {
    const accountId = freshId('acc');
    for (let number = 1; number <= 2; number++)
      await stored({ accountId, batchId: numberedId('bat', number) });
    const { nextCursor: cursor } = await batches.list(accountId, { limit: 1 });
    await expect(batches.list(freshId('acc'), { limit: 1, cursor })).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });
});
