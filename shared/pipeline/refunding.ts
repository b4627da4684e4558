import * as chargebacks from '../data/chargebacks.ts';
import { move } from '../data/ledger.ts';
import * as payments from '../data/payments.ts';
import * as refunds from '../data/refunds.ts';
import * as users from '../data/users.ts';
import { commit, type Write } from '../data/write.ts';
import { takenOf } from '../domain/chargeback.ts';
import { printedAmount } from '../domain/naira.ts';
import { withRefundFailed } from '../domain/payment-refund.ts';
import {
  askFor,
  endRefund,
  foundAmong,
  isContradictedBy,
  isLate,
  isSilenceCertain,
  lookLater,
  promisedAs,
  type Refund,
  refusedBy,
} from '../domain/refund.ts';
import type { EndedBy } from '../domain/refund-ending.ts';
import { roomFor } from '../domain/refund-room.ts';
import type { Outcome, PaymentProvider, Refund as ProviderRefund } from '../payments/provider.ts';
import type { Log } from '../runtime/log.ts';
import type { DueWork } from './due-work.ts';
import { sendNotice } from './notice.ts';

/** Money on its way back to whoever paid, from the wish to its end. The provider is asked once for each refund. */

export interface Refunding {
  provider: PaymentProvider;
  now: () => Date;
  log: Log;
}

/**
 * What became of a refund. `waiting`: nobody knows more. `stuck`: it takes an operator. `lost`: somebody else is at it. `refused`:
 * that it is over is believed later.
 */
export type Pursued = 'done' | 'failed' | 'in-flight' | 'waiting' | 'stuck' | 'refused' | 'lost';

export const refundWork = (context: Refunding): DueWork<Refund> => ({
  kind: 'refund',
  list: refunds.listDueRefunds,
  keyOf: refunds.keyOf,
  handle: (refund) => pursueRefund(refund, context),
});

/** Takes a refund as far as it goes now. Safe at any time, at the same moment as others, and after a crash anywhere. */
export async function pursueRefund(refund: Refund, context: Refunding): Promise<Pursued> {
  const at = context.now();
  if (isLate(refund, at)) context.log.error('refund.late', named(refund));
  if (refund.state === 'queued') return begin(refund, context);
  if (refund.state === 'asking') return lookUp(refund, context);
  return refund.state === 'in-flight' ? poll(refund, context) : refund.state;
}

/** Follows a hint of a webhook, by the provider's ids. Resolves to what became of each refund it can be about; none for what is not ours. */
export async function lookAtRefund(
  hint: { providerRefundId?: string | undefined; transactionId?: string | undefined },
  context: Refunding,
): Promise<Pursued[]> {
  const transactionId = hint.transactionId ?? (await transactionOf(hint.providerRefundId, context));
  const attempt = transactionId === undefined ? undefined : await payments.attemptBy(transactionId);
  if (!attempt) {
    context.log.warn('refund.unknown', hint);
    return [];
  }
  const known = await refunds.listOf(attempt.paymentId);
  const isOurs = ({ transactionId: id, providerRefundId }: Refund): boolean =>
    id === transactionId && [undefined, hint.providerRefundId].includes(providerRefundId);
  // Given back by hand: nothing of the wallet has changed for it, so the customer has it twice.
  if (!known.some(isOurs)) context.log.error('refund.unknown', { ...hint, paymentId: attempt.paymentId });
  const ofTransaction = known.filter((each) => each.transactionId === transactionId);
  for (const refund of ofTransaction) await warnOfFailure(refund, hint.providerRefundId, context);
  const open = ofTransaction.filter(({ lookAt }) => lookAt !== undefined);
  const pursued: Pursued[] = [];
  for (const refund of open) pursued.push(await pursueRefund(refund, context));
  return pursued;
}

/**
 * What was called arrived may fail after that, and its money is with the provider then, not in the wallet.
 *
 * @param meant the provider's id of the one that was hinted at; all unless given
 */
async function warnOfFailure(
  refund: Refund,
  meant: string | undefined,
  { provider, log }: Refunding,
): Promise<void> {
  const { state, providerRefundId } = refund;
  if (state !== 'done' || providerRefundId === undefined || (meant ?? providerRefundId) !== providerRefundId)
    return;
  const outcome = await provider.findRefund(providerRefundId);
  if (outcome.kind === 'found' && isContradictedBy(refund, outcome.value))
    log.error('refund.contradicted', named(refund));
}

async function transactionOf(
  providerRefundId: string | undefined,
  { provider }: Refunding,
): Promise<string | undefined> {
  if (providerRefundId === undefined) return undefined;
  const outcome = await provider.findRefund(providerRefundId);
  return outcome.kind === 'found' ? outcome.value.transactionId : undefined;
}

const named = ({ refundId, paymentId, state }: Refund): Record<string, unknown> => ({
  refundId,
  paymentId,
  state,
});

/** Notes what the provider knows of before it is asked: whatever is new afterwards is ours. */
async function begin(refund: Refund, context: Refunding): Promise<Pursued> {
  const { provider, now } = context;
  const attempt = await refunds.attemptOf(refund);
  const others = await othersOf(refund);
  if (others.some(({ state }) => state === 'asking')) return putOff(refund, context);
  const listed = await provider.findRefunds(refund.transactionId);
  if (listed.kind !== 'found') return unanswered(refund, listed, context);
  const takenKobo = await takenBack(refund);
  const room = roomFor(refund, attempt, { listed: listed.value, others, takenKobo });
  if (room !== 'enough') return withoutRoom(refund, room, context);
  const known = listed.value.map(({ id }) => id);
  const asking = askFor(refund, known, now());
  return (await refunds.replaceInTurn(refund, asking, attempt)) ? ask(asking, context) : 'lost';
}

/** What stops a refund for which there is no room. */
function withoutRoom(refund: Refund, room: 'given' | 'taken', context: Refunding): Promise<Pursued> {
  context.log.error(room === 'taken' ? 'refund.taken-back' : 'refund.exceeds', named(refund));
  return room === 'taken' ? giveUp(refund, undefined, context) : putOff(refund, context, 'stuck');
}

/** To be asked only after the attempt was read: a chargeback moves it on, so whoever asks in turn loses to one. */
async function takenBack({ paymentId, transactionId }: Refund): Promise<number> {
  return takenOf(await chargebacks.listOf(paymentId), transactionId);
}

/** Further refunds of the same transaction. */
export async function othersOf({ paymentId, transactionId, refundId }: Refund): Promise<Refund[]> {
  const all = await refunds.listOf(paymentId);
  return all.filter((each) => each.transactionId === transactionId && each.refundId !== refundId);
}

async function ask(refund: Refund, context: Refunding): Promise<Pursued> {
  const { provider, now, log } = context;
  const { refundId, transactionId, kobo } = refund;
  const outcome = await provider.refund({ transactionId, amountKobo: kobo, comment: refundId });
  if (outcome.kind === 'found') return follow(refund, outcome.value, context);
  const { kind, says } = outcome;
  log.warn('refund.not-promised', { ...named(refund), kind, says });
  // Nobody knows: it is looked up when silence has become certain.
  if (kind === 'unavailable') return 'waiting';
  return (await refunds.replace(refund, refusedBy(refund, now()))) ? 'refused' : 'lost';
}

/** It was asked for, and the answer is not known. */
async function lookUp(refund: Refund, context: Refunding): Promise<Pursued> {
  const { provider, now } = context;
  const attempt = await refunds.attemptOf(refund);
  const listed = await provider.findRefunds(refund.transactionId);
  if (listed.kind !== 'found') return unanswered(refund, listed, context);
  const others = await othersOf(refund);
  const found = foundAmong(listed.value, refund, others);
  if (found) return follow(refund, { ...found, transactionId: refund.transactionId }, context);
  if (!isSilenceCertain(refund, now())) return 'waiting';
  if (refund.refused) return giveUp(refund, undefined, context);
  const takenKobo = await takenBack(refund);
  const room = roomFor(refund, attempt, { listed: listed.value, others, takenKobo });
  if (room !== 'enough') return withoutRoom(refund, room, context);
  const again = askFor(refund, [], now());
  return (await refunds.replaceInTurn(refund, again, attempt)) ? ask(again, context) : 'lost';
}

async function poll(refund: Refund, context: Refunding): Promise<Pursued> {
  const { providerRefundId = '' } = refund;
  const outcome = await context.provider.findRefund(providerRefundId);
  return outcome.kind === 'found'
    ? follow(refund, outcome.value, context)
    : unanswered(refund, outcome, context);
}

/** What the provider says of it decides. What it says of another amount or payment decides nothing: an operator looks. */
export async function follow(refund: Refund, found: ProviderRefund, context: Refunding): Promise<Pursued> {
  const { now, log } = context;
  const fits = found.amountKobo === refund.kobo && found.transactionId === refund.transactionId;
  if (!fits) log.error('refund.differs', { ...named(refund), providerRefundId: found.id });
  if (fits && found.status === 'done') return payOut(refund, found.id, context);
  if (fits && found.status === 'failed') return giveUp(refund, found.id, context);
  const after = fits ? 'in-flight' : 'stuck';
  if (refund.state === 'in-flight') return putOff(refund, context, after);
  return (await refunds.replace(refund, promisedAs(refund, found.id, now()))) ? after : 'lost';
}

function unanswered(
  refund: Refund,
  outcome: Exclude<Outcome<unknown>, { kind: 'found' }>,
  context: Refunding,
): Promise<Pursued> {
  const { kind, says } = outcome;
  context.log.warn('refund.unanswered', { ...named(refund), kind, says });
  return putOff(refund, context);
}

async function putOff(refund: Refund, { now }: Refunding, after: Pursued = 'waiting'): Promise<Pursued> {
  return (await refunds.replace(refund, lookLater(refund, now()))) ? after : 'lost';
}

/** The money has left: it leaves the hold together with the refund's end. */
async function payOut(refund: Refund, providerRefundId: string, { now, log }: Refunding): Promise<Pursued> {
  const ended = endRefund(refund, 'done', providerRefundId);
  const outcome = await moveHeld(refund, 'payout', now(), [refunds.Refunds.replacement(refund, ended)]);
  if (outcome === 'lost') return 'lost';
  log.info('refund.done', named(refund));
  await tell(refund, { now, log });
  return 'done';
}

/** Tells whoever paid, if they are still there. */
async function tell(refund: Refund, { now, log }: Pick<Refunding, 'now' | 'log'>): Promise<void> {
  const { userId } = await payments.get(refund.paymentId);
  const { currency } = await refunds.attemptOf(refund);
  const to = await users.find(userId);
  const about = printedAmount(refund.kobo, currency);
  if (to) await sendNotice({ kind: 'money-returned', to, about, at: now() }, log);
}

/** Nothing has left: the money is in the wallet again, together with the refund's end. */
export async function giveUp(
  refund: Refund,
  providerRefundId: string | undefined,
  { now, log }: Refunding,
  by?: EndedBy,
): Promise<Pursued> {
  const payment = await payments.get(refund.paymentId);
  const others = (await refunds.listOf(refund.paymentId)).filter(
    ({ refundId }) => refundId !== refund.refundId,
  );
  const ended = { ...endRefund(refund, 'failed', providerRefundId), ...by };
  const outcome = await moveHeld(refund, 'release', now(), [
    refunds.Refunds.replacement(refund, ended),
    payments.Payments.replacement(payment, withRefundFailed(payment, refund, others)),
  ]);
  if (outcome === 'lost') return 'lost';
  log.error('refund.failed', named(refund));
  return 'failed';
}

const causes = { payout: 'refund-paid', release: 'refund-failed' } as const;

/** Moves the held money of a refund together with its end; money that was never in a wallet has only the end. */
async function moveHeld(
  { accountId, refundId, kobo, holdId }: Refund,
  kind: keyof typeof causes,
  at: Date,
  together: readonly Write[],
): Promise<'made' | 'lost'> {
  if (holdId === undefined) return (await commit(together)) ? 'made' : 'lost';
  const cause = `${causes[kind]}#${refundId}`;
  const about = { kind: 'refund', id: refundId };
  const moved = await move(accountId, [{ movement: { kind, kobo }, cause, about, holdId }], at, together);
  // Whoever made the entry ended the refund with it.
  return moved.outcome === 'moved' ? 'made' : 'lost';
}
