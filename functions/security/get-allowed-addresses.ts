import { getAllowedAddresses } from '../../shared/contract/ip-rules.ts';
import * as accounts from '../../shared/data/accounts.ts';
import * as allowedAddresses from '../../shared/data/allowed-addresses.ts';
import { everyAddress } from '../../shared/domain/ip-list.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getAllowedAddresses, async ({ actor }) => {
  const account = await accounts.get(actor.accountId);
  return (await allowedAddresses.find(account)) ?? everyAddress;
});
