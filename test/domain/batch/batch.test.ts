// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of name patterns
import { describe, expect, test } from 'vitest';
import {
  type Batch,
  type BatchState,
  batchStates,
  beginCheck,
  beginReading,
  changeBatch,
  concludeCheck,
  concludeReading,
  requireRemovable,
} from '../../../shared/domain/batch.ts';
import { announced, checked, checking, dryRun, later } from './fixtures.ts';

const inState = (state: BatchState): Batch => ({ ...checked(), state });

const notReady = expect.objectContaining({ code: 'batch-not-ready' });

describe('the spreadsheet of a batch', () => {
  test('is read when it arrives, and again when a reader died', () => {
    const reading = beginReading(announced(), later);
    expect(reading).toMatchObject({ state: 'reading', revision: 2 });
    expect(reading && beginReading(reading, later)).toMatchObject({ state: 'reading', revision: 3 });
  });

  test.each(batchStates.filter((state) => state !== 'awaiting-upload' && state !== 'reading'))(
    'is not read any more by a batch that is %s',
    (state) => {
      expect(beginReading(inState(state), later)).toBeUndefined();
      expect(
        concludeReading(inState(state), { problem: { code: 'x', message: 'y' } }, later),
      ).toBeUndefined();
    },
  );

  test('that is a table goes straight into the first dry run', () => {
    expect(checking()).toMatchObject({ state: 'checking', checks: 1, table: { rows: 10 } });
    expect(checking().uploadExpiresAt).toBeUndefined();
  });

  test('that is none ends the batch with the reason', () => {
    const problem = { code: 'not-a-table', message: 'This is a picture. Save the sheet as CSV.' };
    expect(concludeReading(announced(), { problem }, later)).toMatchObject({ state: 'rejected', problem });
  });
});

describe('a dry run', () => {
  test('makes a batch ready to run', () => {
    expect(checked()).toMatchObject({ state: 'checked', dryRun: { good: 10 } });
  });

  test('that ends late does not count when a newer one was begun', () => {
    const again = beginCheck(checking(), later);
    expect(again.checks).toBe(2);
    expect(concludeCheck(again, 1, { dryRun: dryRun() }, later)).toBeUndefined();
    expect(concludeCheck(again, 2, { dryRun: dryRun({ number: 2 }) }, later)).toMatchObject({
      state: 'checked',
    });
  });

  test('that could not be made leaves the batch to be changed', () => {
    const problem = { code: 'unknown-field', message: 'The template has no field “nmae”.' };
    expect(concludeCheck(checking(), 1, { problem }, later)).toMatchObject({ state: 'mapped', problem });
  });

  test('no longer counts once something was changed', () => {
    const changed = changeBatch(checked(), { namePattern: 'Offer ${row}' }, later);
    expect(changed).toMatchObject({ state: 'mapped', namePattern: 'Offer ${row}' });
    expect(changed.dryRun).toBeUndefined();
  });

  test.each(batchStates.filter((state) => !['mapped', 'checking', 'checked'].includes(state)))(
    'cannot be begun, nor anything changed, while a batch is %s',
    (state) => {
      expect(() => beginCheck(inState(state), later)).toThrow(notReady);
      expect(() => changeBatch(inState(state), { name: 'Other' }, later)).toThrow(notReady);
    },
  );

  test('leaves what a change does not name as it was', () => {
    const changed = changeBatch(checked(), { name: 'Other', mapping: undefined }, later);
    expect(changed).toMatchObject({ name: 'Other', mapping: checked().mapping });
  });
});

describe('removing a batch', () => {
  test.each(['running', 'paused', 'reading'] as const)('is refused while it is %s', (state) => {
    expect(() => requireRemovable(inState(state))).toThrow(notReady);
  });

  test.each(['checked', 'finished', 'cancelled', 'rejected'] as const)(
    'is allowed when it is %s',
    (state) => {
      expect(() => requireRemovable(inState(state))).not.toThrow();
    },
  );
});
