import { listAccounts } from '../../shared/contract/accounts.ts';
import * as accounts from '../../shared/data/accounts.ts';
import * as organisations from '../../shared/data/organisations.ts';
import { placeView } from '../../shared/pipeline/place-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listAccounts, async ({ actor }) => {
  const [personal, places] = await Promise.all([
    accounts.get(actor.accountId),
    organisations.ofMember(actor.userId),
  ]);
  const own = placeView(personal, { role: 'owner', createdAt: personal.createdAt });
  return { items: [own, ...places.map(({ account, member }) => placeView(account, member))] };
});
