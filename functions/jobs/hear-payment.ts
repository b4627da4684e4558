import { hearPayment } from '../../shared/contract/jobs-payments.ts';
import { jobTimeout, paymentProvider } from '../../shared/payments/configured.ts';
import { followHint } from '../../shared/pipeline/webhook-following.ts';
import { consume } from '../../shared/runtime/jobs.ts';

export const handler = consume(hearPayment, ({ message, ...context }) =>
  followHint(message, { ...context, provider: paymentProvider(jobTimeout) }),
);
