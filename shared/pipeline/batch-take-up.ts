import * as batches from '../data/batches.ts';
import { type Batch, concludeCheck, concludeReading } from '../domain/batch.ts';
import { changed } from '../domain/template.ts';
import { lookAfterBatch } from './batch-lanes.ts';

/**
 * Takes up a batch at work that was not looked at for a while. One that is read or checked for half an hour has lost
 * its message for good and is ended; of one that runs, what stands still is sent again.
 */
export async function takeUp(batch: Batch, now: () => Date): Promise<Record<string, unknown>> {
  const ended =
    batch.state === 'reading'
      ? concludeReading(batch, { problem: lost }, now())
      : concludeCheck(batch, batch.checks, { problem: lost }, now());
  if (ended) return { ended: await batches.replace(batch, ended) };
  const done = await lookAfterBatch(batch, now);
  // Written anew, it is due again in a minute. Whoever changed it meanwhile has done that already.
  await batches.replace(batch, changed(batch, now(), {}));
  return done;
}

const lost = {
  code: 'timed-out',
  message:
    'This was not finished in time. Run the dry run again; if that is not possible, upload the file again.',
};
