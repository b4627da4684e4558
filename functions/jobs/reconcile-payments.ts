import { reconcilePayments } from '../../shared/contract/jobs-refunds.ts';
import { hasPaymentProvider, paymentProvider } from '../../shared/payments/configured.ts';
import { handleDue } from '../../shared/pipeline/due-work.ts';
import { beginDaily, reconciliationWork } from '../../shared/pipeline/reconciling.ts';
import { tick } from '../../shared/runtime/jobs.ts';

/** Milliseconds: longer than the provider takes before it gives up itself (study, 2.4). */
const patience = 35_000;

export const handler = tick(reconcilePayments, async (context) => {
  if (!hasPaymentProvider()) return;
  await beginDaily(context.now());
  const settling = { ...context, provider: paymentProvider(patience) };
  context.log.info('reconciliations.gone-on', await handleDue(reconciliationWork(settling), context));
});
