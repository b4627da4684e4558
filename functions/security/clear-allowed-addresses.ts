import { clearAllowedAddresses } from '../../shared/contract/ip-rules.ts';
import * as accounts from '../../shared/data/accounts.ts';
import * as allowedAddresses from '../../shared/data/allowed-addresses.ts';
import { notFound } from '../../shared/domain/fault.ts';
import { changeAllowedAddresses } from '../../shared/domain/ip-rules.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(clearAllowedAddresses, async ({ params, actor, client, now }) => {
  const account = (await accounts.find(params.accountId)) ?? notFound('account');
  const list = (await allowedAddresses.find(account)) ?? notFound('list of addresses');
  const by = { userId: actor.userId, address: client.address, at: now() };
  requireWon(
    await allowedAddresses.replace(account, list, changeAllowedAddresses(account.accountId, list, [], by)),
  );
});
