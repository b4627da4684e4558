import * as chargebacks from '../data/chargebacks.ts';
import { move } from '../data/ledger.ts';
import * as payments from '../data/payments.ts';
import * as providerReferences from '../data/provider-references.ts';
import * as refunds from '../data/refunds.ts';
import { commit, type Write } from '../data/write.ts';
import { type Chargeback, takeBack, takenOf, winBack } from '../domain/chargeback.ts';
import type { PaymentAttempt } from '../domain/payment-attempt.ts';
import { requireWon } from '../domain/revision.ts';
import type { Chargeback as ProviderChargeback } from '../payments/provider.ts';
import { earnedBy } from './payment-money.ts';
import { disputedBy, regainedBy } from './plan-return.ts';

/** Money that the payer's bank takes back: it leaves the wallet while the bank decides, and comes again when we have won. */

/** What became of a chargeback; `waits` where the bank has not decided yet, `same` where there is nothing to say. */
export type Followed =
  | { kind: 'same' }
  | { kind: 'waits'; chargeback: Chargeback }
  | { kind: 'taken' | 'won'; chargeback: Chargeback }
  | { kind: 'unclear'; says: string; attempt?: PaymentAttempt };

/** Tries against others who change the same payment at the same moment. */
const tries = 5;

/** Does what a chargeback means for the wallet, once: as often as it is told of, and whoever tells. */
export async function followChargeback(told: ProviderChargeback, at: Date): Promise<Followed> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const followed = await tryToFollow(told, at);
    if (followed) return followed;
  }
  return requireWon(false);
}

/** Undefined when somebody changed something of it at the same moment. */
async function tryToFollow(told: ProviderChargeback, at: Date): Promise<Followed | undefined> {
  const attempt = await attemptOf(told);
  if (!attempt) return { kind: 'unclear', says: 'Nothing was credited for what it takes back.' };
  if (told.txRef !== undefined && told.txRef !== attempt.paymentId)
    return { kind: 'unclear', attempt, says: 'It names a transaction and another payment.' };
  if (told.currency !== undefined && told.currency !== attempt.currency)
    return { kind: 'unclear', attempt, says: `It is told of in ${told.currency}.` };
  if (told.status === 'unclear')
    return {
      kind: 'unclear',
      attempt,
      says: 'It was reversed: whose the money is now, the provider has to say.',
    };
  const all = await chargebacks.listOf(attempt.paymentId);
  const known = all.find(({ chargebackId }) => chargebackId === told.id);
  if (known) return goOn(known, told, at);
  if (told.status === 'won') return { kind: 'same' };
  return take(attempt, all, told, at);
}

/** By whichever name the provider gives; one payment may have several transactions, so its own name comes last. */
async function attemptOf({
  transactionId,
  providerRef,
  txRef,
}: ProviderChargeback): Promise<PaymentAttempt | undefined> {
  if (transactionId !== undefined) return payments.attemptBy(transactionId);
  const named = providerRef === undefined ? undefined : await providerReferences.attemptBy(providerRef);
  if (named) return named;
  const payment = txRef === undefined ? undefined : await payments.find(txRef);
  return payment?.transactionId === undefined
    ? undefined
    : payments.findAttempt(payment.paymentId, payment.transactionId);
}

async function goOn(
  known: Chargeback,
  { status }: ProviderChargeback,
  at: Date,
): Promise<Followed | undefined> {
  if (known.state === 'won' && status !== 'won')
    return { kind: 'unclear', says: 'It was won, and is open again.' };
  if (known.state !== 'won' && status === 'open') return { kind: 'waits', chargeback: known };
  if (known.state === 'won' || status !== 'won') return { kind: 'same' };
  const won = winBack(known, at);
  const writes = [
    chargebacks.Chargebacks.replacement(known, won),
    ...(await regainedBy(await payments.get(known.paymentId), known)),
  ];
  const isMade =
    known.state === 'noted' ? await commit(writes) : await moved(won, 'chargeback-won', writes, at);
  return isMade ? { kind: 'won', chargeback: won } : undefined;
}

/** Never more than the transaction has brought, by all chargebacks of it. */
async function take(
  attempt: PaymentAttempt,
  all: readonly Chargeback[],
  { id, amountKobo }: ProviderChargeback,
  at: Date,
): Promise<Followed | undefined> {
  const left = attempt.amountKobo - takenOf(all, attempt.transactionId);
  const kobo = Math.min(amountKobo, left);
  if (kobo <= 0) return { kind: 'unclear', attempt, says: 'All of it was taken back before.' };
  const earned = await earnedBy(attempt);
  const taken = { kobo, earnedKobo: earned.kobo };
  const disputed = await disputedBy(await payments.get(attempt.paymentId), taken, at);
  const { lowered } = disputed;
  const chargeback = takeBack(attempt, { chargebackId: id, kobo, lowered }, at);
  const writes = [
    chargebacks.Chargebacks.insertion(chargeback),
    refunds.takingTurn(attempt),
    ...disputed.writes,
  ];
  const isMade =
    chargeback.state === 'noted' ? await commit(writes) : await moved(chargeback, 'chargeback', writes, at);
  return isMade ? { kind: 'taken', chargeback } : undefined;
}

async function moved(
  { accountId, chargebackId, paymentId, kobo }: Chargeback,
  kind: 'chargeback' | 'chargeback-won',
  together: readonly Write[],
  at: Date,
): Promise<boolean> {
  const about = { kind: 'payment', id: paymentId };
  const cause = `${kind}:${chargebackId}`;
  const { outcome } = await move(accountId, [{ movement: { kind, kobo }, cause, about }], at, together);
  return outcome === 'moved';
}
