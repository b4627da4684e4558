import {
  announceBatch,
  type Batch,
  concludeCheck,
  concludeReading,
  type DryRun,
} from '../../../shared/domain/batch.ts';
import { quote } from '../../../shared/domain/price-list.ts';

export const start = new Date('2026-11-20T10:00:00.000Z');
export const later = new Date('2026-11-20T10:05:00.000Z');

/** A batch that waits for its file. */
export const announced = (): Batch =>
  announceBatch({
    accountId: 'acc_1',
    batchId: 'bat_1',
    templateId: 'tpl_1',
    version: 1,
    name: 'Offers',
    formats: ['docx'],
    createdBy: 'usr_1',
    at: start,
    uploadExpiresAt: later,
  });

export const dryRun = (change: Partial<DryRun> = {}): DryRun => {
  const good = change.good ?? 10;
  return {
    number: 1,
    good,
    bad: 0,
    faults: 0,
    missing: [],
    previews: [],
    quote: quote(good, { plan: 'free', left: 0 }, start),
    unitMs: 10,
    at: start.toISOString(),
    ...change,
  };
};

/** A batch whose file was read: its first dry run is under way. */
export function checking(): Batch {
  const table = { format: 'csv', headings: ['name'], rows: 10, blocks: 1, notes: [] } as const;
  const read = concludeReading(
    announced(),
    { table: { ...table, headings: [...table.headings], notes: [] }, mapping: [] },
    start,
  );
  if (!read) throw new Error('the file could not be read');
  return read;
}

/** A batch that may run. */
export function checked(change: Partial<DryRun> = {}): Batch {
  const done = concludeCheck(checking(), 1, { dryRun: dryRun(change) }, start);
  if (!done) throw new Error('the dry run did not count');
  return done;
}
