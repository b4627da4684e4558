import type { PaymentAttempt } from './payment-attempt.ts';
import type { Lowered } from './subscription-worth.ts';

/** The payer's bank takes money back. Amounts are whole kobo. */

/**
 * `taken`: it has left the wallet, while the bank decides or because it has decided. `won`: it came back. `noted`: nothing of it was
 * ever in a wallet.
 */
export const chargebackStates = ['taken', 'won', 'noted'] as const;
export type ChargebackState = (typeof chargebackStates)[number];

/** How one ends: `won` for us, or `lost` to the payer. */
export const chargebackOutcomes = ['won', 'lost'] as const;
export type ChargebackOutcome = (typeof chargebackOutcomes)[number];

export interface Chargeback {
  /** The provider's. */
  chargebackId: string;
  accountId: string;
  paymentId: string;
  transactionId: string;
  kobo: number;
  /** What it has made a month of a plan worth less; that month is worth it again when we win. */
  lowered?: Lowered | undefined;
  state: ChargebackState;
  /** How it ended as an administrator has said, because the provider's word does not say whose the money is; who that was, and why. */
  endedAs?: EndedBy['endedAs'] | undefined;
  endedBy?: string | undefined;
  endNote?: string | undefined;
  /** By which order; whoever repeats that one gets the same answer. */
  endOrder?: string | undefined;
  createdAt: string;
  updatedAt: string;
  revision: number;
}

/** How one ended, as somebody says, and why. */
export interface EndedBy {
  endedAs: ChargebackOutcome;
  endedBy: string;
  endNote: string;
  endOrder?: string | undefined;
}

/** Kobo of a transaction that the bank has, by all chargebacks of its payment. */
export const takenOf = (chargebacks: readonly Chargeback[], transactionId: string): number =>
  chargebacks
    .filter((each) => each.transactionId === transactionId && each.state !== 'won')
    .reduce((sum, { kobo }) => sum + kobo, 0);

/** A chargeback that begins to count. What is not naira never was in a wallet. */
export const takeBack = (
  { accountId, paymentId, transactionId, currency }: PaymentAttempt,
  { chargebackId, kobo, lowered }: Pick<Chargeback, 'chargebackId' | 'kobo' | 'lowered'>,
  at: Date,
): Chargeback => ({
  ...{ chargebackId, accountId, paymentId, transactionId, kobo },
  ...(lowered ? { lowered } : {}),
  state: currency === 'NGN' ? 'taken' : 'noted',
  createdAt: at.toISOString(),
  updatedAt: at.toISOString(),
  revision: 1,
});

/** The chargeback when the bank has decided for us, or somebody says so. */
export const winBack = (chargeback: Chargeback, at: Date, by?: EndedBy): Chargeback => ({
  ...chargeback,
  ...by,
  state: 'won',
  updatedAt: at.toISOString(),
  revision: chargeback.revision + 1,
});

/** The chargeback when somebody has said how it ended, and its money is where it belongs already. */
export const endAsIs = (chargeback: Chargeback, by: EndedBy, at: Date): Chargeback => ({
  ...chargeback,
  ...by,
  updatedAt: at.toISOString(),
  revision: chargeback.revision + 1,
});
