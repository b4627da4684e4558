import { PaymentId } from '../contract/ids.ts';
import * as payments from '../data/payments.ts';
import * as reconciliations from '../data/reconciliations.ts';
import type { PaymentAttempt } from '../domain/payment-attempt.ts';
import { type DifferenceKind, type Reconciliation, rangeOf, type Step } from '../domain/reconciliation.ts';
import type { Transaction } from '../payments/provider.ts';
import { each } from '../runtime/each.ts';
import { type Settling, settlePayment } from './payment-settling.ts';
import { readPage } from './reconciled-page.ts';

/** Milliseconds in which a webhook or the clock may still be on its way: what was paid since is credited without a word. */
const freshFor = 60 * 60_000;

/** Compares one page of what the provider says was paid with what has come into wallets, and credits what has not. */
export async function compareListed(run: Reconciliation, settling: Settling): Promise<Step | undefined> {
  const { provider, log } = settling;
  const { page, day } = run;
  const listed = await readPage(
    run,
    'transactions',
    await provider.listTransactions({ ...rangeOf(day), page }),
    log,
  );
  if (!listed) return undefined;
  const { items, more } = listed;
  const places = items.map(({ txRef: paymentId, id: transactionId }) => ({ paymentId, transactionId }));
  const known = await payments.findAttempts(places.filter(({ paymentId }) => isOurs(paymentId)));
  for (const transaction of items) {
    const attempt = known.find(({ transactionId }) => transactionId === transaction.id);
    await compare(run, transaction, attempt, settling);
  }
  return { seen: items.length, ...(more ? { next: { page: page + 1 } } : {}) };
}

const isOurs = (txRef: string): boolean => PaymentId.safeParse(txRef).success;

async function compare(
  run: Reconciliation,
  transaction: Transaction,
  known: PaymentAttempt | undefined,
  settling: Settling,
): Promise<void> {
  const { id, txRef, status, amountKobo, currency } = transaction;
  // What the provider renews by itself may have a reference of its own.
  const attempt = known ?? (status === 'paid' ? await payments.attemptBy(id) : undefined);
  if (!attempt) return status === 'paid' ? credit(run, transaction, settling) : undefined;
  const difference = (kind: DifferenceKind, says: string) => noted(run, transaction, kind, says, attempt);
  if (status !== 'paid')
    return difference('missing', `It was credited, and the provider calls it ${status}.`);
  if (attempt.amountKobo !== amountKobo || attempt.currency !== currency)
    return difference(
      'differs',
      `Here it is ${attempt.amountKobo} of ${attempt.currency}, there ${amountKobo} of ${currency}.`,
    );
  if (attempt.paymentId !== txRef && attempt.verdict !== 'renews')
    return difference('differs', 'It was credited for another reference.');
}

/** Something was paid and nothing has come of it. */
async function credit(run: Reconciliation, transaction: Transaction, settling: Settling): Promise<void> {
  const { txRef, id, createdAt } = transaction;
  const payment = isOurs(txRef) ? await payments.find(txRef) : undefined;
  if (!payment)
    return noted(
      run,
      transaction,
      'unknown',
      'It was paid for a reference that we do not know. Look whose it is, and give it back.',
    );
  const isFresh = settling.now().getTime() - Date.parse(createdAt ?? '') < freshFor;
  if (!isFresh)
    await noted(
      run,
      transaction,
      'late',
      'It was paid, and neither webhook nor clock has credited it.',
      payment,
    );
  const failed = await each([payment.paymentId], String, (paymentId) => settlePayment(paymentId, settling));
  if (isFresh && failed.length === 0) return;
  if (await payments.findAttempt(payment.paymentId, id)) return;
  await noted(
    run,
    transaction,
    'not-credited',
    failed.length > 0
      ? 'It is not credited yet, because acting on it failed: the log says with what.'
      : 'It is not credited yet: asked for by itself, the provider does not say that so much was paid, or that anything was.',
    payment,
  );
}

async function noted(
  { day, run }: Reconciliation,
  { id, txRef, amountKobo: kobo }: Transaction,
  kind: DifferenceKind,
  says: string,
  about: { paymentId?: string; accountId?: string } = {},
): Promise<void> {
  const { paymentId = txRef, accountId } = about;
  await reconciliations.note({ ...{ day, run, kind, id, paymentId, accountId, kobo, says }, revision: 1 });
}
