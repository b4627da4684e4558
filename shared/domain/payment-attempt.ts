import type { Payment } from './payment.ts';

/** What a transaction that was paid has meant: `renews` is a charge that the provider made by itself for a plan of its own. */
export const verdicts = ['pays', 'again', 'too-little', 'other-currency', 'renews'] as const;

/** An attempt to pay that brought money, and what was done about it; it never changes. */
export interface PaymentAttempt {
  paymentId: string;
  accountId: string;
  /** The provider's id. */
  transactionId: string;
  /** The provider's second name of it, by which a chargeback may name it. */
  providerRef?: string | undefined;
  amountKobo: number;
  currency: string;
  /** The provider's fee, where it says one. */
  feeKobo?: number | undefined;
  /** In the provider's words. */
  method: string;
  verdict: (typeof verdicts)[number];
  /** The hold that its money was put into: to go back, or until somebody has decided. */
  holdId?: string | undefined;
  /** Of a plan: which month it has paid for, where that is another than its payment's. */
  monthNumber?: number | undefined;
  /** When we acted on it. */
  paidAt: string;
  revision: number;
}

/** What is noted of a transaction when it is acted on. */
export const attemptOf = (
  { paymentId, accountId }: Payment,
  transaction: Pick<PaymentAttempt, 'amountKobo' | 'currency' | 'method' | 'feeKobo' | 'providerRef'> & {
    id: string;
  },
  done: Pick<PaymentAttempt, 'verdict' | 'holdId' | 'monthNumber'>,
  at: Date,
): PaymentAttempt => {
  const { id: transactionId, providerRef, amountKobo, currency, feeKobo, method } = transaction;
  return {
    ...{ paymentId, accountId, transactionId, providerRef, amountKobo, currency, feeKobo, method },
    ...done,
    paidAt: at.toISOString(),
    revision: 1,
  };
};
