import { listPayments } from '../../shared/contract/payments.ts';
import * as payments from '../../shared/data/payments.ts';
import { paymentView } from '../../shared/pipeline/payment-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listPayments, async ({ query, actor, now }) => {
  const at = now();
  const { items, nextCursor } = await payments.listOf(actor.accountId, query, query);
  return { items: items.map((payment) => paymentView(payment, at)), nextCursor };
});
