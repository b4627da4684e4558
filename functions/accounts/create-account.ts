import { createAccount } from '../../shared/contract/accounts.ts';
import * as organisations from '../../shared/data/organisations.ts';
import * as users from '../../shared/data/users.ts';
import { openOrganisation } from '../../shared/domain/account.ts';
import { accountView } from '../../shared/pipeline/account-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(createAccount, async ({ body, actor, now, newId }) => {
  const { name } = body;
  const at = now();
  const opened = openOrganisation({ accountId: newId('acc'), name, ownerId: actor.userId, at });
  await organisations.insert(opened.account, opened.owner, [users.staying(actor.userId)]);
  return accountView(opened.account, at);
});
