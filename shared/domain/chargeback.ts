import type { PaymentAttempt } from './payment-attempt.ts';

/** The payer's bank takes money back. Amounts are whole kobo. */

/**
 * `taken`: it has left the wallet, while the bank decides or because it has decided. `won`: it came back. `noted`: nothing of it was
 * ever in a wallet.
 */
export const chargebackStates = ['taken', 'won', 'noted'] as const;
export type ChargebackState = (typeof chargebackStates)[number];

export interface Chargeback {
  /** The provider's. */
  chargebackId: string;
  accountId: string;
  paymentId: string;
  transactionId: string;
  kobo: number;
  /** What the month of a plan that it had paid for is worth less; it is worth that again when we win. */
  loweredKobo?: number | undefined;
  state: ChargebackState;
  createdAt: string;
  updatedAt: string;
  revision: number;
}

/** Kobo of a transaction that the bank has, by all chargebacks of its payment. */
export const takenOf = (chargebacks: readonly Chargeback[], transactionId: string): number =>
  chargebacks
    .filter((each) => each.transactionId === transactionId && each.state !== 'won')
    .reduce((sum, { kobo }) => sum + kobo, 0);

/** A chargeback that begins to count. What is not naira never was in a wallet. */
export const takeBack = (
  { accountId, paymentId, transactionId, currency }: PaymentAttempt,
  { chargebackId, kobo, loweredKobo }: Pick<Chargeback, 'chargebackId' | 'kobo' | 'loweredKobo'>,
  at: Date,
): Chargeback => ({
  ...{ chargebackId, accountId, paymentId, transactionId, kobo },
  ...(loweredKobo ? { loweredKobo } : {}),
  state: currency === 'NGN' ? 'taken' : 'noted',
  createdAt: at.toISOString(),
  updatedAt: at.toISOString(),
  revision: 1,
});

/** The chargeback when the bank has decided for us. */
export const winBack = (chargeback: Chargeback, at: Date): Chargeback => ({
  ...chargeback,
  state: 'won',
  updatedAt: at.toISOString(),
  revision: chargeback.revision + 1,
});
