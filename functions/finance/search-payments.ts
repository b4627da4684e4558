import { searchPayments } from '../../shared/contract/finance-payments.ts';
import { search } from '../../shared/data/payment-search.ts';
import { momentOf } from '../../shared/domain/moment.ts';
import { paymentView } from '../../shared/pipeline/payment-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(searchPayments, async ({ query, now }) => {
  const { limit, cursor, from, to, ...wanted } = query;
  const at = now();
  const period = { from: from && momentOf(from, 'first'), to: to && momentOf(to, 'last') };
  const { items, nextCursor } = await search({ limit, cursor }, { ...wanted, ...period }, at);
  return { items: items.map((payment) => paymentView(payment, at)), nextCursor };
});
