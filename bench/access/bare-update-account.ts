import { updateAccount } from '../../shared/contract/accounts.ts';
import { route } from '../../shared/contract/route.ts';
import * as accounts from '../../shared/data/accounts.ts';
import { commit } from '../../shared/data/write.ts';
import { changeAccount } from '../../shared/domain/account.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { accountView } from '../../shared/pipeline/account-view.ts';
import { http } from '../../shared/runtime/http.ts';

/** `updateAccount` for anybody: not asked who calls, not counted, not noted. What it costs less is what access costs. */
const { permission: _, ...declared } = updateAccount;
const bareUpdateAccount = route({ ...declared, auth: 'none', limit: 'none' });

export const handler = http(bareUpdateAccount, async ({ body }) => {
  const account = await accounts.get(process.env.BENCH_ACCOUNT_ID ?? '');
  const changed = changeAccount(account, body);
  requireWon(await commit([{ ...accounts.Accounts.replacement(account, changed), audited: 'none' }]));
  return accountView(changed, new Date());
});
