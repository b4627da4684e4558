import { setAllowedAddresses } from '../../shared/contract/ip-rules.ts';
import * as accounts from '../../shared/data/accounts.ts';
import * as allowedAddresses from '../../shared/data/allowed-addresses.ts';
import { everyAddress } from '../../shared/domain/ip-list.ts';
import { changeAllowedAddresses } from '../../shared/domain/ip-rules.ts';
import { requireRevision, requireWon } from '../../shared/domain/revision.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(setAllowedAddresses, async ({ body, actor, client, now, expectedRevision }) => {
  const account = await accounts.get(actor.accountId);
  const before = await allowedAddresses.find(account);
  requireRevision(before ?? everyAddress, expectedRevision);
  const by = { userId: actor.userId, address: client.address, at: now() };
  const changed = changeAllowedAddresses(account.accountId, before, body.addresses, by);
  requireWon(await allowedAddresses.replace(account, before, changed));
  return changed;
});
