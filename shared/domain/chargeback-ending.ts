import type { Chargeback, ChargebackOutcome, EndedBy } from './chargeback.ts';
import { fail } from './fault.ts';
import type { PaymentAttempt } from './payment-attempt.ts';

/** What a person may say about a chargeback whose end the provider's word does not tell. */

/** Throws `already-decided` where somebody has said so before. */
export function requireNotEnded(known: Chargeback | undefined): void {
  if (known?.endedAs !== undefined)
    fail('already-decided', `An administrator has said that this chargeback was ${known.endedAs}.`);
}

/** Throws `not-found` where a chargeback takes nothing: that it was won or lost would be noted of no money. */
export function requireMoney(kobo: number): void {
  if (kobo <= 0)
    fail(
      'not-found',
      'The provider names no amount that this chargeback takes, so there is no money to say it of.',
    );
}

/** Throws `already-decided` where somebody has said so before, and where what came back once would leave a second time. */
export function requireMayEnd(known: Chargeback, outcome: ChargebackOutcome): void {
  requireNotEnded(known);
  if (known.state === 'won' && outcome === 'lost')
    fail(
      'already-decided',
      'It was won before, and its money came back. If the bank has it after all, take it out of the wallet with an adjustment, and say that this one was won.',
    );
}

/** One that was won before anything was taken for it. */
export const wonUntaken = (
  { accountId, paymentId, transactionId, amountKobo }: PaymentAttempt,
  { chargebackId, kobo }: Pick<Chargeback, 'chargebackId' | 'kobo'>,
  by: EndedBy,
  at: Date,
): Chargeback => ({
  ...{ chargebackId, accountId, paymentId, transactionId, ...by },
  kobo: Math.min(kobo, amountKobo),
  state: 'won',
  createdAt: at.toISOString(),
  updatedAt: at.toISOString(),
  revision: 1,
});
