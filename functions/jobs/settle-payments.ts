import { settlePayments } from '../../shared/contract/jobs-payments.ts';
import { jobTimeout, paymentProvider } from '../../shared/payments/configured.ts';
import { handleDue } from '../../shared/pipeline/due-work.ts';
import { paymentWork } from '../../shared/pipeline/payment-work.ts';
import { tick } from '../../shared/runtime/jobs.ts';

export const handler = tick(settlePayments, async (context) => {
  const settling = { ...context, provider: paymentProvider(jobTimeout) };
  context.log.info('payments.settled', await handleDue(paymentWork(settling), context));
});
