import * as results from '../data/batch-results.ts';
import type { BatchResult } from '../domain/batch-result.ts';
import { resultMediaTypes } from '../domain/media-types.ts';
import type { DownloadLink } from '../files/artefacts.ts';
import { batchResultKey } from '../files/keys.ts';
import { whenFound } from './when-found.ts';

/** A result as its owner sees it, with a link once it is ready. */
export async function resultView(
  result: BatchResult,
  at: Date,
): Promise<BatchResult & { download?: DownloadLink }> {
  if (result.state !== 'ready') return result;
  const { accountId, batchId, kind, number, fileName } = result;
  const key = batchResultKey(accountId, batchId, kind, number);
  // Loaded with the first link: most requests of a result only begin it.
  const { presignDownload } = await import('../files/artefacts.ts');
  return { ...result, download: await presignDownload(key, fileName, resultMediaTypes[kind], at) };
}

/**
 * The result once its request has ended, or a newer one has; undefined when that takes longer than `within` ms, or the
 * batch was deleted.
 */
export const whenMade = (
  { accountId, batchId, kind, number }: BatchResult,
  within: number,
): Promise<BatchResult | undefined> =>
  whenFound(within, async () => {
    const latest = await results.find(accountId, batchId, kind);
    return latest && latest.number >= number && latest.state !== 'in-progress' ? latest : undefined;
  });
