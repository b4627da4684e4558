import { refundPayments } from '../../shared/contract/jobs-refunds.ts';
import { paymentProvider } from '../../shared/payments/configured.ts';
import { handleDue } from '../../shared/pipeline/due-work.ts';
import { refundWork } from '../../shared/pipeline/refunding.ts';
import { tick } from '../../shared/runtime/jobs.ts';

/** Milliseconds: longer than the provider takes before it gives up itself (study, 2.4). */
const patience = 35_000;

export const handler = tick(refundPayments, async (context) => {
  const provider = paymentProvider(patience);
  context.log.info('refunds.pursued', await handleDue(refundWork({ ...context, provider }), context));
});
