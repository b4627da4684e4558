import * as accounts from '../data/accounts.ts';
import type { Batch } from '../domain/batch.ts';
import type { Quote } from '../domain/price-list.ts';
import { rerunPriceOf } from './batch-price.ts';

/** What whoever looks at a batch with failed rows is told that running them again costs right now. */
export async function rerunQuoteOf(batch: Batch, at: Date): Promise<Quote> {
  const { quote } = await rerunPriceOf(batch, await accounts.get(batch.accountId), at);
  return quote;
}
