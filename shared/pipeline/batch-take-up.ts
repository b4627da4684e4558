import * as batches from '../data/batches.ts';
import { postpone } from '../data/due.ts';
import { type Batch, concludeCheck, concludeReading } from '../domain/batch.ts';
import { lookAfterBatch } from './batch-lanes.ts';
import { sendCheck } from './check-sending.ts';

const minute = 60_000;

/** Milliseconds after which a step that lost its message for good is ended. */
const giveUpAfter = 30 * minute;

/** Milliseconds until the next look. */
const lookAgain = { running: minute, checking: 5 * minute };

/**
 * Takes up a batch at work that was not looked at for a while. A dry run is asked for again, and ended after half an
 * hour, as reading is; of a batch that runs, what stands still is sent again. The batch itself is not changed by looking
 * at it, so nobody who changes it meanwhile loses to this.
 */
export async function takeUp(batch: Batch, now: () => Date): Promise<Record<string, unknown>> {
  const at = now();
  if (batch.state === 'reading') return end(batch, concludeReading(batch, { problem: lost }, at));
  if (batch.state === 'checking') {
    if (at.getTime() - Date.parse(batch.updatedAt) >= giveUpAfter)
      return end(batch, concludeCheck(batch, batch.checks, { problem: lost }, at));
    await sendCheck(batch);
    return { asked: await later(batch, at, lookAgain.checking) };
  }
  const done = await lookAfterBatch(batch, now);
  await later(batch, at, lookAgain.running);
  return done;
}

const end = async (batch: Batch, ended: Batch | undefined) => ({
  ended: ended !== undefined && (await batches.replace(batch, ended)),
});

const later = (batch: Batch, at: Date, ms: number): Promise<boolean> =>
  postpone('batch', batches.keyOf(batch), at, new Date(at.getTime() + ms));

const lost = {
  code: 'timed-out',
  message:
    'This was not finished in time. Run the dry run again; if that is not possible, upload the file again.',
};
