import type { Payment, PaymentMethod, Product } from './payment.ts';
import { priceListAt } from './price-list.ts';

/** What somebody wants to pay for, as they say it. */
export type Order = { methods?: PaymentMethod[] | undefined } & (
  | { purpose: 'top-up'; amountKobo: number }
  | { purpose: Product; reference: string }
);

/** What is to be paid for an order: the price is ours, by the list in force. */
export function orderOf(
  order: Order,
  at: Date,
): Pick<Payment, 'purpose' | 'priceList' | 'amountKobo' | 'methods'> {
  const { id, products } = priceListAt(at);
  const shared = { priceList: id, ...(order.methods ? { methods: order.methods } : {}) };
  if (order.purpose === 'top-up')
    return { ...shared, purpose: { kind: 'top-up' }, amountKobo: order.amountKobo };
  const { purpose: product, reference } = order;
  return { ...shared, purpose: { kind: 'product', product, reference }, amountKobo: products[product] };
}
