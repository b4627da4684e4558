import * as batches from '../data/batches.ts';
import { type Batch, isCheckOpen } from '../domain/batch.ts';
import { looking } from './waiting.ts';

/** The batch once its dry run has ended; undefined when that takes longer than `within` ms. */
export const whenChecked = (awaited: Batch, within: number): Promise<Batch | undefined> =>
  looking(within, async () => {
    const found = await batches.find(awaited.accountId, awaited.batchId);
    return found && !isCheckOpen(found, awaited.checks) ? found : undefined;
  });
