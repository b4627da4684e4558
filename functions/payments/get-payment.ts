import { getPayment } from '../../shared/contract/payments.ts';
import * as payments from '../../shared/data/payments.ts';
import { notFound } from '../../shared/domain/fault.ts';
import { paymentView } from '../../shared/pipeline/payment-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getPayment, async ({ params, actor, now }) =>
  paymentView((await payments.findOf(actor.accountId, params.paymentId)) ?? notFound('payment'), now()),
);
