import { refundPayments } from '../../shared/contract/jobs-refunds.ts';
import { jobTimeout, paymentProvider } from '../../shared/payments/configured.ts';
import { handleDue } from '../../shared/pipeline/due-work.ts';
import { refundWork } from '../../shared/pipeline/refunding.ts';
import { tick } from '../../shared/runtime/jobs.ts';

export const handler = tick(refundPayments, async (context) => {
  const provider = paymentProvider(jobTimeout);
  context.log.info('refunds.pursued', await handleDue(refundWork({ ...context, provider }), context));
});
