import { inspectPayment } from '../../shared/contract/finance-payments.ts';
import { entriesAbout } from '../../shared/data/ledger-reading.ts';
import { leftOf } from '../../shared/domain/giving-back.ts';
import { readMoney } from '../../shared/pipeline/payment-money.ts';
import { paymentView } from '../../shared/pipeline/payment-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(inspectPayment, async ({ params, now }) => {
  const money = await readMoney(params.paymentId);
  const { payment, attempts, refunds, chargebacks, undecided } = money;
  const entries = await entriesAbout([payment.paymentId, ...refunds.map(({ refundId }) => refundId)]);
  return {
    payment: paymentView(payment, now()),
    attempts: attempts.map((attempt) => ({
      ...attempt,
      isUndecided: undecided.includes(attempt),
      leftKobo: leftOf(attempt, money),
    })),
    ...{ refunds, chargebacks },
    entries: entries.map(({ seq, hash, content }) => ({ ...content, seq, hash })),
  };
});
