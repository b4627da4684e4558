import { getQuote } from '../../shared/contract/prices.ts';
import * as accounts from '../../shared/data/accounts.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { quoteFor } from '../../shared/pipeline/charging.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getQuote, async ({ query, actor, now }) => {
  const account = await accounts.get(actor.accountId);
  const [{ quote }, { availableKobo, owedKobo }] = await Promise.all([
    quoteFor(account, query.documents, now()),
    wallets.read(actor.accountId),
  ]);
  const suffices = availableKobo >= quote.totalKobo;
  // What is owed is paid off first by whatever comes in.
  return { ...quote, suffices, missingKobo: suffices ? 0 : quote.totalKobo - availableKobo + owedKobo };
});
