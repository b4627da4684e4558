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
