import { type Move, move } from '../data/ledger.ts';
import * as payments from '../data/payments.ts';
import * as refunds from '../data/refunds.ts';
import { commit, type Write } from '../data/write.ts';
import { fail, notFound } from '../domain/fault.ts';
import { withRefunds } from '../domain/payment-refund.ts';
import type { ListedRefund, Refund } from '../domain/refund.ts';
import {
  endsByItself,
  isEndedBy,
  mayHaveArrived,
  meantAs,
  meantBy,
  requireNone,
} from '../domain/refund-ending.ts';
import { requireWon } from '../domain/revision.ts';
import type { Outcome } from '../payments/provider.ts';
import type { Log } from '../runtime/log.ts';
import { requireOthersMoney } from './own-money.ts';
import { follow, giveUp, othersOf, type Refunding } from './refunding.ts';

/** How an administrator says that a refund ends. */
export interface Ending {
  /** `done`: the money was given back with another refund of the provider's. `failed`: it was not, and comes into the wallet. */
  outcome: 'done' | 'failed';
  /** That refund, where it is done. */
  providerRefundId?: string | undefined;
  reason: string;
  byUserId: string;
  /** The same when it is repeated because its answer was lost, and no other's. */
  orderId?: string | undefined;
}

/**
 * Ends a refund that cannot end by itself, because somebody gave the money back on the provider's pages, or because the provider tells of
 * something else under its id, or still calls it promised when banks are long done. Whoever repeats their order gets the refund as it is.
 * Throws `not-found`, `forbidden` for money of one's own account, `already-decided` for one that has ended or will by itself, `unavailable`
 * where the provider cannot be asked, and `invalid-request` for a refund of the provider that it cannot be.
 */
export async function endByHand(
  { paymentId, refundId }: { paymentId: string; refundId: string },
  { outcome, providerRefundId, reason, byUserId, orderId }: Ending,
  context: Refunding,
): Promise<Refund> {
  const refund = (await refunds.find(paymentId, refundId)) ?? notFound('refund');
  await requireOthersMoney(refund.accountId, byUserId);
  if (isEndedBy(refund, orderId)) return refund;
  if (refund.lookAt === undefined) fail('already-decided', 'This refund has ended.');
  const attempt = await refunds.attemptOf(refund);
  const others = await othersOf(refund);
  const listed = await listedOf(refund, context);
  const hasArrived = outcome === 'done' && mayHaveArrived(refund, providerRefundId, context.now());
  if (!hasArrived && endsByItself(refund, { listed, others, at: context.now() }))
    fail(
      'already-decided',
      'This refund is on its way and ends by itself. Look at it again in half an hour. One that has arrived can be called done, with its own providerRefundId, when it was promised more than 14 days ago.',
    );
  const by = { endedBy: byUserId, endNote: reason, endOrder: orderId };
  if (outcome === 'failed') {
    requireNone(providerRefundId);
    requireWon((await giveUp(refund, undefined, context, by)) !== 'lost');
  } else {
    const told = meantBy(providerRefundId, refund, { listed, others });
    const word = hasArrived && told.status !== 'done' ? ({ unconfirmed: true } as const) : {};
    const meant = meantAs(refund, told, { ...by, ...word }, context.now());
    requireWon(await isNoted(refund, meant, refunds.takingTurn(attempt), context.now()));
    const { transactionId } = refund;
    await follow(meant, { ...told, transactionId, ...(hasArrived ? { status: 'done' } : {}) }, context);
  }
  return (await refunds.find(paymentId, refundId)) ?? notFound('refund');
}

/** What the provider lists for its transaction, and the refund itself where the list does not have it. */
async function listedOf(refund: Refund, { provider, log }: Refunding): Promise<ListedRefund[]> {
  const { transactionId, providerRefundId } = refund;
  const outcome = await provider.findRefunds(transactionId);
  if (outcome.kind !== 'found') return unanswered(refund, outcome, log);
  const listed = outcome.value;
  if (providerRefundId === undefined || listed.some(({ id }) => id === providerRefundId)) return listed;
  const itself = await provider.findRefund(providerRefundId);
  if (itself.kind === 'not-found') return listed;
  if (itself.kind !== 'found') return unanswered(refund, itself, log);
  return itself.value.transactionId === transactionId ? [...listed, itself.value] : listed;
}

function unanswered(
  { transactionId }: Refund,
  { kind, says }: Exclude<Outcome<unknown>, { kind: 'found' }>,
  log: Log,
): never {
  log.warn('refund.unanswered', { transactionId, kind, says });
  return fail('unavailable', 'The payment provider does not say what was given back. Try again shortly.');
}

/**
 * Notes which of the provider's refunds it is, together with the attempt's turn, so that of two that are said to be the same one loses. What
 * that does not give back comes into the wallet at once. False when somebody was first.
 */
async function isNoted(refund: Refund, meant: Refund, turn: Write, at: Date): Promise<boolean> {
  const { accountId, paymentId, refundId, holdId, kobo } = refund;
  const together = [refunds.Refunds.replacement(refund, meant), turn];
  if (meant.kobo === kobo) return commit(together);
  const payment = await payments.get(paymentId);
  const all = [...(await refunds.listOf(paymentId)).filter((each) => each.refundId !== refundId), meant];
  const rest: Move = {
    movement: { kind: 'release', kobo: kobo - meant.kobo },
    cause: `refund-rest#${refundId}#${meant.providerRefundId}`,
    about: { kind: 'refund', id: refundId },
    ...{ holdId, byUserId: meant.endedBy },
  };
  const writes = [...together, payments.Payments.replacement(payment, withRefunds(payment, all))];
  return (await move(accountId, [rest], at, writes)).outcome === 'moved';
}
