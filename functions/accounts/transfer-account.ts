import { transferAccount } from '../../shared/contract/accounts.ts';
import * as members from '../../shared/data/members.ts';
import * as organisations from '../../shared/data/organisations.ts';
import { handOver } from '../../shared/domain/member.ts';
import { requireRecentLogin } from '../../shared/domain/user-administration.ts';
import { accountView } from '../../shared/pipeline/account-view.ts';
import { tellOfHandover } from '../../shared/pipeline/handover.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(transferAccount, async ({ body, actor, now, log }) => {
  const at = now();
  requireRecentLogin(actor.session, at);
  const { account, by, member } = await members.meet(actor.accountId, {
    by: actor.userId,
    member: body.userId,
  });
  const after = handOver(by, member);
  const handed = await organisations.handOver(account, { owner: by, heir: member }, after);
  await tellOfHandover(handed, { from: by.userId, to: member.userId }, at, log);
  return accountView(handed);
});
