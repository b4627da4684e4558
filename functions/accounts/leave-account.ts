import { leaveAccount } from '../../shared/contract/accounts.ts';
import * as members from '../../shared/data/members.ts';
import { requireLeavable } from '../../shared/domain/member.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(leaveAccount, async ({ params, actor }) => {
  const { member } = await members.meetMyself(params.accountId, actor);
  requireLeavable(member);
  await members.leave(member);
});
