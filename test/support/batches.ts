import { announceBatch, type Batch } from '../../shared/domain/batch.ts';
import { freshId } from './table.ts';

/** A batch that awaits its upload, with something changed. */
export const newBatch = (change: Partial<Batch> = {}, at = new Date('2026-03-01T09:00:00.000Z')): Batch => ({
  ...announceBatch({
    accountId: freshId('acc'),
    batchId: freshId('bat'),
    templateId: freshId('tpl'),
    version: 1,
    name: 'Offer letters',
    formats: ['docx'],
    createdBy: freshId('usr'),
    at,
    uploadExpiresAt: new Date(at.getTime() + 15 * 60_000),
  }),
  ...change,
});

/** What a run leaves that ended at this time with one failed row. */
export const endedRun = (finishedAt: Date): NonNullable<Batch['run']> => ({
  number: 1,
  chunks: 1,
  lanes: 1,
  skipBadRows: false,
  quote: { priceList: 'test', plan: 'free', documents: 2, included: 0, unitKobo: 100, totalKobo: 200 },
  held: { kobo: 0, included: 0, month: '2026-11' },
  startedAt: finishedAt.toISOString(),
  finishedAt: finishedAt.toISOString(),
  counts: { ready: 1, failed: 1, skipped: 0, cancelled: 0 },
  chargedKobo: 100,
});
