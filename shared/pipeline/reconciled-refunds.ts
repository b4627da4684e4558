import * as payments from '../data/payments.ts';
import * as reconciliations from '../data/reconciliations.ts';
import * as refunds from '../data/refunds.ts';
import { type Reconciliation, rangeOf, type Step } from '../domain/reconciliation.ts';
import { mayBe } from '../domain/refund.ts';
import type { Refund as ProviderRefund } from '../payments/provider.ts';
import type { Settling } from './payment-settling.ts';
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
  for (const told of listed.items) if (told.status !== 'failed') await compare(run, told);
  return { seen: listed.items.length, ...(listed.more ? { next: { page: page + 1 } } : {}) };
}

async function compare({ day, run }: Reconciliation, told: ProviderRefund): Promise<void> {
  const { id, transactionId, amountKobo: kobo } = told;
  const attempt = await payments.attemptBy(transactionId);
  // What was never credited may go back in any way.
  if (!attempt) return;
  const { paymentId, accountId } = attempt;
  if ((await refunds.listOf(paymentId)).some((each) => mayBe(each, told))) return;
  await reconciliations.note({
    ...{ day, run, kind: 'refund-unknown', id, paymentId, accountId, kobo, revision: 1 },
    says: `Of transaction ${transactionId} so much was given back, and not by us: take it out of the wallet with an adjustment.`,
  });
}
