import { eraseUsers } from '../../shared/contract/jobs.ts';
import { eraseLogin } from '../../shared/identity/administration.ts';
import { handleDue } from '../../shared/pipeline/due-work.ts';
import { erasureWork } from '../../shared/pipeline/user-erasure.ts';
import { tick } from '../../shared/runtime/jobs.ts';

export const handler = tick(eraseUsers, async (context) => {
  context.log.info('users.erased', await handleDue(erasureWork(context, eraseLogin), context));
});
