import * as chargebacks from '../data/chargebacks.ts';
import * as payments from '../data/payments.ts';
import { commit } from '../data/write.ts';
import { type Chargeback, type ChargebackOutcome, type EndedBy, endAsIs } from '../domain/chargeback.ts';
import { requireMayEnd, requireMoney, requireNotEnded, wonUntaken } from '../domain/chargeback-ending.ts';
import { fail, notFound } from '../domain/fault.ts';
import type { PaymentAttempt } from '../domain/payment-attempt.ts';
import { requireWon } from '../domain/revision.ts';
import type { PaymentProvider, Chargeback as ProviderChargeback } from '../payments/provider.ts';
import type { Log } from '../runtime/log.ts';
import { attemptOf, isUnread, misfitOf, take, tries, win } from './charging-back.ts';
import { requireOthersMoney } from './own-money.ts';

/** How an administrator says that a chargeback ended. */
export interface Ending {
  outcome: ChargebackOutcome;
  reason: string;
  byUserId: string;
  /** The same when it is repeated because its answer was lost, and no other's. */
  orderId?: string | undefined;
}

interface Asking {
  provider: PaymentProvider;
  now: () => Date;
  log: Log;
}

/** Pages of the provider that are read; no provider has said how many there may be. */
const mostPages = 100;

/**
 * Ends a chargeback whose end the provider's last word does not tell, as if the provider had told it: `won` brings back what was taken,
 * `lost` takes what was not. Whoever repeats their order gets the chargeback as it is. Throws `not-found`, `forbidden` for money of one's
 * own account, `already-decided` for one that was ended, and for one of which the provider's word can be read, `not-found` for one of no
 * money, `exceeds-payment` where nothing is left to take, and `unavailable` where the provider cannot be asked.
 */
export async function endChargebackByHand(
  { paymentId, chargebackId }: { paymentId: string; chargebackId: string },
  { outcome, reason, byUserId, orderId }: Ending,
  context: Asking,
): Promise<Chargeback> {
  const payment = (await payments.find(paymentId)) ?? notFound('payment');
  await requireOthersMoney(payment.accountId, byUserId);
  const before = (await chargebacks.listOf(paymentId)).find((each) => each.chargebackId === chargebackId);
  if (orderId !== undefined && before?.endOrder === orderId) return before;
  requireNotEnded(before);
  const told = (await toldOf(chargebackId, context)) ?? notFound('chargeback');
  if (!isUnread(told.status)) refuseRead(told);
  const by = { endedAs: outcome, endedBy: byUserId, endNote: reason, endOrder: orderId };
  for (let attempt = 0; attempt < tries; attempt++) {
    const ended = await tryToEnd(paymentId, told, by, context.now());
    if (ended) return ended;
  }
  return requireWon(false);
}

/** The provider's list has no filter that it is known to keep, so it is read until the chargeback comes. */
async function toldOf(id: string, { provider, log }: Asking): Promise<ProviderChargeback | undefined> {
  for (let page = 1; page <= mostPages; page++) {
    const outcome = await provider.listChargebacks(page);
    if (outcome.kind === 'not-found') return undefined;
    if (outcome.kind !== 'found') {
      log.warn('chargeback.unanswered', { chargebackId: id, kind: outcome.kind, says: outcome.says });
      return fail('unavailable', 'The payment provider does not say how it ended. Try again shortly.');
    }
    const { items, more } = outcome.value;
    const told = items.find((each) => each.id === id);
    if (told || !more) return told;
  }
  return undefined;
}

/** The provider's own clear word is what counts. */
function refuseRead({ status }: ProviderChargeback): never {
  return fail(
    'already-decided',
    status === 'open'
      ? 'The bank has not decided about this chargeback yet. Answer it on the provider’s pages.'
      : `The provider says that this chargeback is ${status}. The next daily comparison does what that means.`,
  );
}

/** Undefined when somebody changed something of it at the same moment. */
async function tryToEnd(
  paymentId: string,
  told: ProviderChargeback,
  by: EndedBy,
  at: Date,
): Promise<Chargeback | undefined> {
  const attempt = await attemptOf(told);
  if (attempt?.paymentId !== paymentId) return notFound('chargeback');
  const misfit = misfitOf(told, attempt);
  if (misfit !== undefined) fail('not-found', misfit);
  const all = await chargebacks.listOf(paymentId);
  const known = all.find(({ chargebackId }) => chargebackId === told.id);
  if (!known) {
    requireMoney(told.amountKobo);
    return by.endedAs === 'lost' ? takeNow(attempt, all, told, by, at) : noteWon(attempt, told, by, at);
  }
  requireMayEnd(known, by.endedAs);
  if (known.state !== 'won' && by.endedAs === 'won') return win(known, at, by);
  const ended = endAsIs(known, by, at);
  return (await commit([chargebacks.Chargebacks.replacement(known, ended)])) ? ended : undefined;
}

async function takeNow(
  attempt: PaymentAttempt,
  all: readonly Chargeback[],
  told: ProviderChargeback,
  by: EndedBy,
  at: Date,
): Promise<Chargeback | undefined> {
  const taken = await take(attempt, all, told, at, by);
  return taken?.kind === 'unclear'
    ? fail('exceeds-payment', 'All that this transaction has brought was taken back before.')
    : taken?.chargeback;
}

/** Nothing was taken, so nothing comes back; that it is over is noted, so that nothing is taken for it any more. */
async function noteWon(
  attempt: PaymentAttempt,
  { id, amountKobo }: ProviderChargeback,
  by: EndedBy,
  at: Date,
): Promise<Chargeback | undefined> {
  const ended = wonUntaken(attempt, { chargebackId: id, kobo: amountKobo }, by, at);
  return (await commit([chargebacks.Chargebacks.insertion(ended)])) ? ended : undefined;
}
