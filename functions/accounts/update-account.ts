import { updateAccount } from '../../shared/contract/accounts.ts';
import * as accounts from '../../shared/data/accounts.ts';
import { changeAccount } from '../../shared/domain/account.ts';
import { requireRevision, requireWon } from '../../shared/domain/revision.ts';
import { accountView } from '../../shared/pipeline/account-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(updateAccount, async ({ body, actor, expectedRevision, now }) => {
  const account = await accounts.get(actor.accountId);
  requireRevision(account, expectedRevision);
  const changed = changeAccount(account, body);
  requireWon(await accounts.replace(account, changed));
  return accountView(changed, now());
});
