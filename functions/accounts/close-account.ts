import { closeAccount } from '../../shared/contract/accounts.ts';
import * as members from '../../shared/data/members.ts';
import * as organisations from '../../shared/data/organisations.ts';
import { closeOrganisation } from '../../shared/domain/account.ts';
import { requireRecentLogin } from '../../shared/domain/user-administration.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(closeAccount, async ({ actor, now }) => {
  const at = now();
  requireRecentLogin(actor.session, at);
  const { account, member } = await members.meetMyself(actor.accountId, actor);
  await organisations.close(account, closeOrganisation(account, at), member);
});
