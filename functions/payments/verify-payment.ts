import { verifyPayment } from '../../shared/contract/payments.ts';
import * as payments from '../../shared/data/payments.ts';
import { notFound } from '../../shared/domain/fault.ts';
import { paymentProvider } from '../../shared/payments/configured.ts';
import { settleForAnswer } from '../../shared/pipeline/payment-settling.ts';
import { paymentView } from '../../shared/pipeline/payment-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(verifyPayment, async ({ query, actor, now, newId, log }) => {
  const found = (await payments.findOf(actor.accountId, query.reference)) ?? notFound('payment');
  const provider = paymentProvider();
  const { payment, isKnown } = await settleForAnswer(found.paymentId, { provider, now, newId, log });
  return { ...paymentView(payment, now()), isKnown };
});
