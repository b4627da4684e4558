import { describe, expect, test } from 'vitest';
import {
  announceBatch,
  type Batch,
  type BatchChange,
  beginCheck,
  beginReading,
  changeBatch,
  concludeCheck,
  concludeReading,
  isBeingRead,
  isCheckOpen,
  requireFittingSettings,
} from '../../shared/domain/batch.ts';

const at = new Date('2026-11-26T09:00:00.000Z');
const minutesLater = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);

const announced = (input: Partial<Batch> = {}): Batch => ({
  ...announceBatch({
    accountId: 'acc_1',
    batchId: 'bat_1',
    templateId: 'tpl_1',
    version: 1,
    name: 'Offers',
    formats: ['docx'],
    createdBy: 'usr_1',
    at,
    uploadExpiresAt: minutesLater(15),
  }),
  ...input,
});

const table = { format: 'csv' as const, headings: ['Name'], rows: 2, blocks: 1, notes: [] };
const dryRun = {
  number: 1,
  good: 2,
  bad: 0,
  faults: 0,
  missing: [],
  previews: [],
  quote: {
    priceList: '2026-11',
    plan: 'free' as const,
    documents: 2,
    included: 0,
    unitKobo: 5000,
    totalKobo: 10_000,
  },
  unitMs: 3,
  at: at.toISOString(),
};

function checking(input: Partial<Batch> = {}): Batch {
  const read = concludeReading(announced(input), { table, mapping: [{ column: 'Name', field: 'name' }] }, at);
  if (!read) throw new Error('the table was not read');
  return read;
}

describe('reading', () => {
  test('may be begun again by another reader only when the first must be dead', () => {
    const begun = beginReading(announced(), at);
    expect(begun?.state).toBe('reading');
    if (!begun) return;
    expect(isBeingRead(begun, minutesLater(5))).toBe(true);
    expect(isBeingRead(begun, minutesLater(6))).toBe(false);
    expect(isBeingRead(announced(), at)).toBe(false);
    expect(beginReading(begun, minutesLater(6))?.revision).toBe(begun.revision + 1);
  });

  test('goes straight into the first dry run, and happens once', () => {
    expect(checking()).toMatchObject({ state: 'checking', checks: 1, table });
    expect(checking()).not.toHaveProperty('uploadExpiresAt');
    expect(beginReading(checking(), at)).toBeUndefined();
    expect(concludeReading(checking(), { problem: { code: 'x', message: 'y' } }, at)).toBeUndefined();
  });

  test('of what is no table rejects with the place', () => {
    const problem = { code: 'duplicate-heading', message: 'Rename one.', row: 1, column: 'Name' };
    expect(concludeReading(announced(), { problem }, at)).toMatchObject({ state: 'rejected', problem });
  });
});

describe('a dry run', () => {
  test('that was overtaken ends nothing', () => {
    const second = beginCheck(checking(), at);
    expect(second).toMatchObject({ state: 'checking', checks: 2 });
    expect(isCheckOpen(second, 1)).toBe(false);
    expect(concludeCheck(second, 1, { dryRun }, at)).toBeUndefined();
    expect(concludeCheck(second, 2, { dryRun: { ...dryRun, number: 2 } }, at)).toMatchObject({
      state: 'checked',
      dryRun: { number: 2 },
    });
  });

  test('that ended stays as it is when its message comes again', () => {
    const checked = concludeCheck(checking(), 1, { dryRun }, at);
    expect(checked?.state).toBe('checked');
    expect(
      checked && concludeCheck(checked, 1, { problem: { code: 'late', message: '' } }, at),
    ).toBeUndefined();
  });

  test('that cannot be made leaves the batch to be changed', () => {
    const problem = { code: 'unknown-field', message: 'There is no such field.' };
    const mapped = concludeCheck(checking(), 1, { problem }, at);
    expect(mapped).toMatchObject({ state: 'mapped', problem });
    expect(mapped && changeBatch(mapped, { name: 'New' }, at)).not.toHaveProperty('problem');
  });
});

describe('a change', () => {
  const withPdf = checking({ formats: ['pdf'], pdfOptions: { watermark: 'Draft' }, passwordColumn: 'Name' });

  test.each<[string, BatchChange, Partial<Batch>]>([
    ['nothing', {}, { passwordColumn: 'Name', pdfOptions: { watermark: 'Draft' } }],
    ['no passwords', { passwordColumn: null }, { passwordColumn: undefined }],
    ['other options', { pdfOptions: { pageNumbers: true } }, { pdfOptions: { pageNumbers: true } }],
    [
      'Word files only, which takes what PDFs are to be like along',
      { formats: ['docx'] },
      { formats: ['docx'], pdfOptions: undefined, passwordColumn: undefined },
    ],
    ['names', { namePattern: 'x' }, { namePattern: 'x' }],
  ])('of %s', (_, change, expected) => {
    expect(changeBatch(withPdf, change, at)).toMatchObject({ state: 'mapped', ...expected });
  });

  test.each<[string, BatchChange]>([
    ['options without a PDF', { formats: ['docx'], pdfOptions: { watermark: 'Draft' } }],
    ['passwords without a PDF', { formats: ['docx'], passwordColumn: 'Name' }],
    ['passwords of archival PDFs', { pdfOptions: { archival: true } }],
  ])('is refused: %s', (_, change) => {
    expect(() => changeBatch(withPdf, change, at)).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    );
  });

  test('is refused once the batch runs', () => {
    const running: Batch = { ...checking(), state: 'running' };
    const refusal = expect.objectContaining({ code: 'batch-not-ready' });
    expect(() => changeBatch(running, {}, at)).toThrow(refusal);
    expect(() => beginCheck(running, at)).toThrow(refusal);
  });

  test('of settings that fit passes', () => {
    expect(() => requireFittingSettings(withPdf)).not.toThrow();
    expect(() => requireFittingSettings({ formats: ['docx'] })).not.toThrow();
  });
});
