import { getAccount } from '../../shared/contract/accounts.ts';
import * as accounts from '../../shared/data/accounts.ts';
import { accountView } from '../../shared/pipeline/account-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getAccount, async ({ actor, now }) =>
  accountView(await accounts.get(actor.accountId), now()),
);
