import * as reconciliations from '../data/reconciliations.ts';
import * as refunds from '../data/refunds.ts';
import type { Reconciliation, Step } from '../domain/reconciliation.ts';
import { comparedSince, confirmed, isContradictedBy, type Refund } from '../domain/refund.ts';
import type { Log } from '../runtime/log.ts';
import type { Settling } from './payment-settling.ts';

/** Refunds that one step looks at: few enough for the job even where each answer takes as long as the provider ever does. */
const perStep = 5;

/**
 * Asks about refunds that have arrived by somebody's word alone: the provider may say by now that they have, or that nothing has left.
 * Either ends the asking.
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
    log.warn('reconciliation.unanswered', { day: run.day, phase: run.phase, says: outcome.says });
    return false;
  }
  const told = outcome.kind === 'found' ? outcome.value : undefined;
  if (told?.transactionId !== refund.transactionId || told.status === 'in-flight') return true;
  if (isContradictedBy(refund, told)) await noteContradicted(run, refund, log);
  // Whoever changed it in between has it looked at again.
  await refunds.replace(refund, confirmed(refund));
  return true;
}

/** Notes a refund that has arrived for us and failed for the provider, and says so to an operator. */
export async function noteContradicted(
  { day, run }: Reconciliation,
  { refundId: id, paymentId, accountId, kobo }: Refund,
  log: Log,
): Promise<void> {
  const isNew = await reconciliations.note({
    ...{ day, run, kind: 'refund-failed', id, paymentId, accountId, kobo, revision: 1 },
    says: 'It counts as arrived, and the provider calls it failed: ask the provider, and bring the money into the wallet with an adjustment where it has not left.',
  });
  if (isNew) log.error('refund.contradicted', { refundId: id, paymentId });
}
