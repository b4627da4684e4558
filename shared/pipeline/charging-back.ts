import * as chargebacks from '../data/chargebacks.ts';
import { move } from '../data/ledger.ts';
import * as payments from '../data/payments.ts';
import * as providerReferences from '../data/provider-references.ts';
import * as refunds from '../data/refunds.ts';
import { commit, type Write } from '../data/write.ts';
import { type Chargeback, type EndedBy, takeBack, takenOf, winBack } from '../domain/chargeback.ts';
import type { Payment } from '../domain/payment.ts';
import type { PaymentAttempt } from '../domain/payment-attempt.ts';
import { withChargebacks } from '../domain/payment-chargeback.ts';
import { requireWon } from '../domain/revision.ts';
import type { ChargebackStatus, Chargeback as ProviderChargeback } from '../payments/provider.ts';
import { earnedBy } from './payment-money.ts';
import { disputedBy, regainedBy } from './plan-return.ts';

/** Money that the payer's bank takes back: it leaves the wallet while the bank decides, and comes again when we have won. */

/** What became of a chargeback; `waits` where the bank has not decided yet, `same` where there is nothing to say. */
export type Followed =
  | { kind: 'same' }
  | { kind: 'waits'; chargeback: Chargeback }
  | Taken
  | { kind: 'won'; chargeback: Chargeback }
  | Unclear;

interface Taken {
  kind: 'taken';
  chargeback: Chargeback;
}

interface Unclear {
  kind: 'unclear';
  says: string;
  attempt?: PaymentAttempt;
}

const untold =
  'Nothing was credited for what it takes back, or several transactions of what it names may be meant.';

/** Tries against others who change the same payment at the same moment. */
export const tries = 5;

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
  if (!attempt) return { kind: 'unclear', says: untold };
  const misfit = misfitOf(told, attempt);
  if (misfit !== undefined) return { kind: 'unclear', attempt, says: misfit };
  const all = await chargebacks.listOf(attempt.paymentId);
  const known = all.find(({ chargebackId }) => chargebackId === told.id);
  if (known?.endedAs !== undefined) return afterItsEnd(known, told, attempt);
  if (told.status === 'unclear')
    return {
      kind: 'unclear',
      attempt,
      says: 'It was reversed: whose the money is now, the provider has to say.',
    };
  if (known) return goOn(known, told, attempt, at);
  if (told.status === 'won') return { kind: 'same' };
  return take(attempt, all, told, at);
}

/** Why it cannot be about the attempt that it leads to; undefined where it can. */
export function misfitOf(
  { txRef, currency }: ProviderChargeback,
  attempt: PaymentAttempt,
): string | undefined {
  if (txRef !== undefined && txRef !== attempt.paymentId)
    return 'It names a transaction and another payment.';
  return currency !== undefined && currency !== attempt.currency
    ? `It is told of in ${currency}.`
    : undefined;
}

/** Whether the provider's word does not say whose the money is: then a person may. */
export const isUnread = (status: ChargebackStatus): boolean => status === 'unclear' || status === 'unknown';

/** Its money is where an administrator has said that it belongs: whatever the provider says after that moves none a second time. */
function afterItsEnd(
  { endedAs }: Chargeback,
  { status }: ProviderChargeback,
  attempt: PaymentAttempt,
): Followed {
  if (status === endedAs || isUnread(status)) return { kind: 'same' };
  const says = `An administrator has said that it was ${endedAs}, and the provider says that it is ${status}. The wallet is as the administrator has left it.`;
  return { kind: 'unclear', attempt, says };
}

/** By whichever name the provider gives; one payment may have several transactions, so its own name comes last. */
export async function attemptOf({
  id,
  transactionId,
  providerRef,
  txRef,
}: ProviderChargeback): Promise<PaymentAttempt | undefined> {
  if (transactionId !== undefined) return payments.attemptBy(transactionId);
  const named = providerRef === undefined ? undefined : await providerReferences.attemptBy(providerRef);
  if (named) return named;
  const payment = txRef === undefined ? undefined : await payments.find(txRef);
  return payment && attemptMeant(payment, id);
}

/**
 * Of a payment that is named alone: what the chargeback was taken of before, whatever has come since; what has paid; or, where nothing has,
 * the only one that brought naira. Of several that were too little nobody knows which is meant.
 */
async function attemptMeant(
  { paymentId, transactionId }: Payment,
  chargebackId: string,
): Promise<PaymentAttempt | undefined> {
  const known = (await chargebacks.listOf(paymentId)).find((each) => each.chargebackId === chargebackId);
  const meant = known?.transactionId ?? transactionId;
  if (meant !== undefined) return payments.findAttempt(paymentId, meant);
  const [naira, another] = (await payments.attemptsAt(paymentId)).filter(
    ({ currency }) => currency === 'NGN',
  );
  return another ? undefined : naira;
}

async function goOn(
  known: Chargeback,
  { status }: ProviderChargeback,
  attempt: PaymentAttempt,
  at: Date,
): Promise<Followed | undefined> {
  if (known.state === 'won' && status !== 'won')
    return { kind: 'unclear', attempt, says: 'It was won, and is open again.' };
  if (known.state !== 'won' && status === 'open') return { kind: 'waits', chargeback: known };
  if (status === 'unknown')
    return {
      kind: 'unclear',
      attempt,
      says: 'It is called by a word that we do not know: whose the money is, the provider has to say.',
    };
  if (known.state === 'won' || status !== 'won') return { kind: 'same' };
  const won = await win(known, at);
  return won && { kind: 'won', chargeback: won };
}

/**
 * Brings back what was taken, together with all that it means. Undefined when somebody changed something of it at the same moment.
 *
 * @param by who says so, where the provider does not
 */
export async function win(known: Chargeback, at: Date, by?: EndedBy): Promise<Chargeback | undefined> {
  const won = winBack(known, at, by);
  const payment = await payments.get(known.paymentId);
  const writes = [
    chargebacks.Chargebacks.replacement(known, won),
    await notedAt(payment, won),
    ...(await regainedBy(payment, known)),
  ];
  const isMade =
    known.state === 'noted' ? await commit(writes) : await moved(won, 'chargeback-won', writes, at);
  return isMade ? won : undefined;
}

/**
 * Takes never more than the transaction has brought, by all chargebacks of it. Undefined when somebody changed something of it at the same
 * moment.
 *
 * @param by who says that it is lost, where the provider does not
 */
export async function take(
  attempt: PaymentAttempt,
  all: readonly Chargeback[],
  { id, amountKobo }: ProviderChargeback,
  at: Date,
  by?: EndedBy,
): Promise<Taken | Unclear | undefined> {
  if (amountKobo <= 0)
    return { kind: 'unclear', attempt, says: 'It takes nothing: the provider names no amount.' };
  const left = attempt.amountKobo - takenOf(all, attempt.transactionId);
  const kobo = Math.min(amountKobo, left);
  if (kobo <= 0) return { kind: 'unclear', attempt, says: 'All of it was taken back before.' };
  const earned = await earnedBy(attempt);
  const taken = { kobo, earnedKobo: earned.kobo };
  const payment = await payments.get(attempt.paymentId);
  const disputed = await disputedBy(payment, attempt, taken, at);
  const { lowered } = disputed;
  const chargeback = { ...takeBack(attempt, { chargebackId: id, kobo, lowered }, at), ...by };
  const writes = [
    chargebacks.Chargebacks.insertion(chargeback),
    await notedAt(payment, chargeback),
    refunds.takingTurn(attempt),
    ...disputed.writes,
  ];
  const isMade =
    chargeback.state === 'noted' ? await commit(writes) : await moved(chargeback, 'chargeback', writes, at);
  return isMade ? { kind: 'taken', chargeback } : undefined;
}

/** What its payment says of a chargeback that changes. The others are read after the payment, so one that changes at the same moment is noticed. */
async function notedAt(payment: Payment, changed: Chargeback): Promise<Write> {
  const all = await chargebacks.listOf(payment.paymentId);
  const others = all.filter(({ chargebackId }) => chargebackId !== changed.chargebackId);
  return payments.Payments.replacement(payment, withChargebacks(payment, [...others, changed]));
}

async function moved(
  { accountId, chargebackId, paymentId, kobo, endedBy: byUserId }: Chargeback,
  kind: 'chargeback' | 'chargeback-won',
  together: readonly Write[],
  at: Date,
): Promise<boolean> {
  const about = { kind: 'payment', id: paymentId };
  const cause = `${kind}:${chargebackId}`;
  const { outcome } = await move(
    accountId,
    [{ movement: { kind, kobo }, cause, about, byUserId }],
    at,
    together,
  );
  return outcome === 'moved';
}
