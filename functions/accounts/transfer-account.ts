import { transferAccount } from '../../shared/contract/accounts.ts';
import * as members from '../../shared/data/members.ts';
import * as organisations from '../../shared/data/organisations.ts';
import * as users from '../../shared/data/users.ts';
import { notFound } from '../../shared/domain/fault.ts';
import { handOver } from '../../shared/domain/member.ts';
import { requireRecentLogin, requireStaying } from '../../shared/domain/user-administration.ts';
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
  const heir = (await users.find(member.userId)) ?? notFound('member');
  requireStaying(heir, 'userId');
  const places = { owner: by, heir: member };
  const handed = await organisations.handOver(account, places, after, [users.holdingStill(heir)]);
  await tellOfHandover(handed, { from: by.userId, to: member.userId }, at, log);
  return accountView(handed, at);
});
