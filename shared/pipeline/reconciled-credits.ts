import * as payments from '../data/payments.ts';
import * as reconciliations from '../data/reconciliations.ts';
import * as wallets from '../data/wallets.ts';
import type { PaymentAttempt } from '../domain/payment-attempt.ts';
import type { DifferenceKind, Reconciliation, Step } from '../domain/reconciliation.ts';
import type { Settling } from './payment-settling.ts';
import { walletFault } from './wallet-proof.ts';

/** Payments of ours that one step looks at: few enough for the job even where each answer takes as long as the provider ever does. */
const perStep = 5;

/**
 * Looks from the other side: whether what we have credited was paid, each transaction asked for by itself, whether the ledger says the
 * same, and whether the wallets of those accounts are what their entries make.
 */
export async function compareCredited(run: Reconciliation, settling: Settling): Promise<Step | undefined> {
  const { items, after } = await payments.begunOn(run.day, { limit: perStep, after: run.after });
  for (const { paymentId } of items)
    for (const attempt of await payments.attemptsAt(paymentId))
      if (!(await prove(run, attempt, settling))) return undefined;
  for (const accountId of new Set(items.map((payment) => payment.accountId))) {
    const says = await walletFault(accountId);
    if (says)
      await reconciliations.note({ ...run, kind: 'wallet', id: accountId, accountId, says, revision: 1 });
  }
  return { seen: items.length, ...(after === undefined ? {} : { next: { after } }) };
}

/** False when the provider could not be asked. */
async function prove(
  run: Reconciliation,
  attempt: PaymentAttempt,
  { provider, log }: Settling,
): Promise<boolean> {
  const { transactionId } = attempt;
  const outcome = await provider.findTransaction(transactionId);
  if (outcome.kind === 'unavailable' || outcome.kind === 'refused') {
    log.warn('reconciliation.unanswered', { day: run.day, phase: run.phase, says: outcome.says });
    return false;
  }
  const told = outcome.kind === 'found' ? outcome.value : undefined;
  if (told?.status !== 'paid')
    await noted(
      run,
      attempt,
      'missing',
      `It was credited, and the provider calls it ${told?.status ?? 'unknown'}.`,
    );
  else if (told.amountKobo !== attempt.amountKobo || told.currency !== attempt.currency)
    await noted(run, attempt, 'differs', `There it is ${told.amountKobo} of ${told.currency}.`);
  const says = await ledgerFault(attempt);
  if (says) await noted(run, attempt, 'differs', says);
  return true;
}

/** What the ledger says otherwise of an attempt; undefined when it says the same. Only naira are in it. */
async function ledgerFault({
  transactionId,
  accountId,
  amountKobo,
  currency,
}: PaymentAttempt): Promise<string | undefined> {
  const entry = await wallets.findByCause(`flutterwave:${transactionId}`);
  if (currency !== 'NGN') return entry && 'It is in the ledger, and is not naira.';
  if (!entry) return 'It has no entry in the ledger.';
  const came = entry.content.lines.find(({ account }) => account === 'provider')?.kobo;
  return entry.content.accountId === accountId && came === -amountKobo
    ? undefined
    : 'Its entry in the ledger is of another amount, or of another account.';
}

async function noted(
  { day, run }: Reconciliation,
  { transactionId: id, paymentId, accountId, amountKobo: kobo }: PaymentAttempt,
  kind: DifferenceKind,
  says: string,
): Promise<void> {
  await reconciliations.note({ ...{ day, run, kind, id, paymentId, accountId, kobo, says }, revision: 1 });
}
