import { eraseAccounts } from '../../shared/contract/jobs.ts';
import { closedAccountWork } from '../../shared/pipeline/account-erasure.ts';
import { handleDue } from '../../shared/pipeline/due-work.ts';
import { tick } from '../../shared/runtime/jobs.ts';

export const handler = tick(eraseAccounts, async (context) => {
  context.log.info('accounts.erased', await handleDue(closedAccountWork(context.now), context));
});
