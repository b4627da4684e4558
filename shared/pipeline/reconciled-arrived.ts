import * as reconciliations from '../data/reconciliations.ts';
import * as refunds from '../data/refunds.ts';
import type { DifferenceKind, Reconciliation, Step } from '../domain/reconciliation.ts';
import { comparedSince, confirmed, isContradictedBy, otherwiseTold, type Refund } from '../domain/refund.ts';
import type { Outcome } from '../payments/provider.ts';
import type { Log } from '../runtime/log.ts';
import type { Settling } from './payment-settling.ts';

/** Refunds that one step looks at: few enough for the job even where each answer takes as long as the provider ever does. */
const perStep = 5;

/**
 * Asks about refunds that have arrived by somebody's word alone: the provider may say by now that they have, or that nothing has left.
 * Either ends the asking. What cannot be read of one, or is said of another transaction or amount, is shown, and keeps nothing else from being compared.
 */
export async function compareArrived(run: Reconciliation, settling: Settling): Promise<Step | undefined> {
  const since = comparedSince(settling.now());
  const { items, after } = await refunds.unconfirmedSince(since, { limit: perStep, after: run.after });
  for (const refund of items) if (!(await compare(run, refund, settling))) return undefined;
  return { seen: items.length, ...(after === undefined ? {} : { next: { after } }) };
}

/** False when the provider could not be asked. */
async function compare(run: Reconciliation, refund: Refund, { provider, log }: Settling): Promise<boolean> {
  const outcome = await provider.findRefund(refund.providerRefundId ?? '');
  if (outcome.kind === 'unavailable' || outcome.kind === 'refused') {
    const { says } = outcome;
    log.warn('reconciliation.unanswered', {
      day: run.day,
      phase: run.phase,
      refundId: refund.refundId,
      says,
    });
    if (!isAnswer(outcome)) return false;
    await noted(
      run,
      refund,
      'unreadable',
      'The provider answers about this refund with nothing that can be read.',
    );
    return true;
  }
  const told = outcome.kind === 'found' ? outcome.value : undefined;
  const says = otherwiseTold(refund, told);
  const isFailed = told?.transactionId === refund.transactionId && isContradictedBy(refund, told);
  // What has failed has given nothing back, of whatever amount.
  if (isFailed) await noteContradicted(run, refund, log);
  else if (says !== undefined) await noted(run, refund, 'differs', says);
  if (!isFailed && (says !== undefined || told?.status === 'in-flight')) return true;
  // Whoever changed it in between has it looked at again.
  await refunds.replace(refund, confirmed(refund));
  return true;
}

/** Whether the provider has said something of this one, which it will say again. */
const isAnswer = (outcome: Outcome<unknown>): boolean =>
  outcome.kind === 'refused' || (outcome.kind === 'unavailable' && outcome.reason === 'unreadable');

async function noted(
  { day, run }: Reconciliation,
  { refundId: id, paymentId, accountId, kobo }: Refund,
  kind: DifferenceKind,
  says: string,
): Promise<boolean> {
  return reconciliations.note({ ...{ day, run, kind, id, paymentId, accountId, kobo, says }, revision: 1 });
}

/** Notes a refund that has arrived for us and failed for the provider, and says so to an operator. */
export async function noteContradicted(run: Reconciliation, refund: Refund, log: Log): Promise<void> {
  const says =
    'It counts as arrived, and the provider calls it failed: ask the provider, and bring the money into the wallet with an adjustment where it has not left.';
  const isNew = await noted(run, refund, 'refund-failed', says);
  const { refundId, paymentId } = refund;
  if (isNew) log.error('refund.contradicted', { refundId, paymentId });
}
