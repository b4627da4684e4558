import { getWallet } from '../../shared/contract/wallet.ts';
import * as accounts from '../../shared/data/accounts.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { quoteFor } from '../../shared/pipeline/charging.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getWallet, async ({ actor, now }) => {
  const account = await accounts.get(actor.accountId);
  const [{ quote, period, room, left }, wallet] = await Promise.all([
    quoteFor(account, 0, now()),
    wallets.read(actor.accountId),
  ]);
  const { availableKobo, heldKobo, owedKobo } = wallet;
  return {
    ...{ availableKobo, heldKobo, owedKobo },
    plan: quote.plan,
    documentKobo: quote.unitKobo,
    month: { ...period, included: room, used: Math.max(0, room - left), left },
  };
});
