import * as payments from '../data/payments.ts';
import type { Payment } from '../domain/payment.ts';
import type { DueWork } from './due-work.ts';
import { type Settling, settlePayment } from './payment-settling.ts';

/** Payments that the provider is to be asked about: those that no webhook has told of, and those it could not tell of yet. */
export const paymentWork = (settling: Settling): DueWork<Payment> => ({
  kind: 'payment',
  list: payments.listDuePayments,
  keyOf: payments.keyOf,
  handle: async ({ paymentId }) => {
    const { payment, isKnown } = await settlePayment(paymentId, settling);
    return isKnown ? payment.state : 'unknown';
  },
});
