import { reconcilePayments } from '../../shared/contract/jobs-refunds.ts';
import { hasPaymentProvider, jobTimeout, paymentProvider } from '../../shared/payments/configured.ts';
import { handleDue } from '../../shared/pipeline/due-work.ts';
import { beginDaily, reconciliationWork } from '../../shared/pipeline/reconciling.ts';
import { tick } from '../../shared/runtime/jobs.ts';

export const handler = tick(reconcilePayments, async (context) => {
  if (!hasPaymentProvider()) return;
  await beginDaily(context.now());
  const settling = { ...context, provider: paymentProvider(jobTimeout) };
  context.log.info('reconciliations.gone-on', await handleDue(reconciliationWork(settling), context));
});
