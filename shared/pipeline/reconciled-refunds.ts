import * as payments from '../data/payments.ts';
import * as reconciliations from '../data/reconciliations.ts';
import * as refunds from '../data/refunds.ts';
import { type Reconciliation, rangeOf, type Step } from '../domain/reconciliation.ts';
import { isContradictedBy, mayBe } from '../domain/refund.ts';
import type { Refund as ProviderRefund } from '../payments/provider.ts';
import type { Log } from '../runtime/log.ts';
import type { Settling } from './payment-settling.ts';
import { noteContradicted } from './reconciled-arrived.ts';
import { readPage } from './reconciled-page.ts';

/**
 * Compares one page of what the provider has given back with our refunds. What somebody gave back by hand, on the provider’s own pages,
 * is in the customer's wallet still: they have it twice.
 */
export async function compareRefunds(
  run: Reconciliation,
  { provider, log }: Settling,
): Promise<Step | undefined> {
  const { page } = run;
  const listed = await readPage(
    run,
    'refunds',
    await provider.listRefunds({ ...rangeOf(run.day), page }),
    log,
  );
  if (!listed) return undefined;
  for (const told of listed.items) await compare(run, told, log);
  return { seen: listed.items.length, ...(listed.more ? { next: { page: page + 1 } } : {}) };
}

async function compare(current: Reconciliation, told: ProviderRefund, log: Log): Promise<void> {
  const { day, run } = current;
  const { id, transactionId, amountKobo: kobo } = told;
  const attempt = await payments.attemptBy(transactionId);
  // What was never credited may go back in any way.
  if (!attempt) return;
  const { paymentId, accountId } = attempt;
  const known = await refunds.listOf(paymentId);
  const contradicted = known.find((each) => isContradictedBy(each, told));
  if (contradicted) return noteContradicted(current, contradicted, log);
  if (told.status === 'failed' || known.some((each) => mayBe(each, told))) return;
  await reconciliations.note({
    ...{ day, run, kind: 'refund-unknown', id, paymentId, accountId, kobo, revision: 1 },
    says: `Of transaction ${transactionId} so much was given back, and not by us: take it out of the wallet with an adjustment.`,
  });
}
