import { randomInt } from 'node:crypto';
import * as payments from '../../shared/data/payments.ts';
import { beginPayment, type Payment, type Purpose } from '../../shared/domain/payment.ts';
import { askingNobody } from '../../shared/payments/asking.ts';
import { flutterwave } from '../../shared/payments/flutterwave.ts';
import type { Transaction } from '../../shared/payments/provider.ts';
import { settlePayment } from '../../shared/pipeline/payment-settling.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { freshId } from './table.ts';

/** Payments that were made and settled, with a provider that has no network; take `useTable()`. */

/** What somebody paid: its amount, and its currency where that is not naira. */
export type Money = number | { kobo: number; currency: string };

const newTransactionId = (): string => String(randomInt(10 ** 11, 10 ** 12));

export const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** A payment for which so much was paid, in so many transactions. */
export async function settled(
  asked: { accountId?: string; kobo?: number; purpose?: Purpose; email?: string; at?: Date; log?: Log },
  ...paid: Money[]
): Promise<Payment> {
  const { at = new Date(), log = quiet, accountId = freshId('acc'), kobo: amountKobo = 250_000 } = asked;
  const paymentId = newId('pay');
  const purpose: Purpose = asked.purpose ?? { kind: 'top-up' };
  const begun = { paymentId, accountId, purpose, priceList: '2026-11', amountKobo };
  const who = { userId: freshId('usr'), email: asked.email ?? 'buyer@example.com', methods: undefined };
  await payments.insert(beginPayment({ ...begun, ...who }, at));
  return paidFurther(paymentId, { at, log }, ...paid);
}

/** A payment for which so much was paid besides, in so many transactions. */
export async function paidFurther(
  paymentId: string,
  { at, log }: { at: Date; log?: Log },
  ...paid: Money[]
): Promise<Payment> {
  const transactions = paid.map((money, index) =>
    // The order in which they were paid decides what each means.
    transactionOf(paymentId, money, new Date(at.getTime() + index * 1000)),
  );
  return settledBy(paymentId, { at, log }, ...transactions);
}

/** A payment when these transactions of it were looked at, as often as one likes. */
export async function settledBy(
  paymentId: string,
  { at, log = quiet }: { at: Date; log?: Log | undefined },
  ...transactions: Transaction[]
): Promise<Payment> {
  const provider = {
    ...flutterwave(askingNobody),
    findTransactions: async () => ({ kind: 'found' as const, value: transactions }),
    findTransaction: async (id: string) => {
      const value = transactions.find((each) => each.id === id);
      return value ? { kind: 'found' as const, value } : { kind: 'not-found' as const, says: id };
    },
  };
  if (transactions.length > 0) await settlePayment(paymentId, { provider, now: () => at, newId, log });
  return payments.get(paymentId);
}

/** What the provider says of so much that was paid. */
export function transactionOf(txRef: string, money: Money, at: Date): Transaction {
  const { kobo, currency } = typeof money === 'number' ? { kobo: money, currency: 'NGN' } : money;
  return {
    ...{ id: newTransactionId(), providerRef: undefined },
    ...{ txRef, currency, status: 'paid', amountKobo: kobo, method: 'card' },
    ...{ chargedKobo: kobo, feeKobo: 0, settledKobo: kobo, email: undefined, card: undefined },
    createdAt: at.toISOString(),
  };
}
