import type { OnBroken } from '../data/entity.ts';
import * as payments from '../data/payments.ts';
import * as reconciliations from '../data/reconciliations.ts';
import * as refunds from '../data/refunds.ts';
import type { Payment } from '../domain/payment.ts';
import type { Reconciliation, Step } from '../domain/reconciliation.ts';
import { isOverdue } from '../domain/refund.ts';
import { each } from '../runtime/each.ts';
import { readMoney } from './payment-money.ts';
import type { Settling } from './payment-settling.ts';

/** Refunds of each shard, and reviews of each month, that one run looks at. */
const most = 250;

/** Far enough: every refund that has not ended is looked at again before. */
const anyTime = new Date('9999-12-31T00:00:00.000Z');

/** What should have ended, or been decided, by now: refunds that take too long, and payments under review. */
export async function compareOpen(
  { day, run }: Reconciliation,
  { now, log }: Settling,
): Promise<Step | undefined> {
  const onBroken: OnBroken = (key, error) => log.error('item.broken', { ...key, error });
  const open = await refunds.listDueRefunds(anyTime, most, onBroken);
  const late = open.filter((refund) => isOverdue(refund, now()));
  for (const { refundId: id, paymentId, accountId, kobo, state, createdAt } of late)
    await reconciliations.note({
      ...{ day, run, kind: 'refund-late', id, paymentId, accountId, kobo, revision: 1 },
      says: `It was decided on ${createdAt.slice(0, 10)} and is ${state} still.`,
    });
  const besides = await undecidedBesides(day, onBroken);
  const reviewed = [...(await underReview(day, onBroken)), ...besides.found];
  for (const { paymentId, accountId, amountKobo: kobo, createdAt } of reviewed)
    await reconciliations.note({
      ...{ day, run, kind: 'review', id: paymentId, paymentId, accountId, kobo, revision: 1 },
      says: `Money came that does not fit this payment of ${createdAt.slice(0, 10)}: give it back, or accept it.`,
    });
  for (const paymentId of besides.unreadable)
    await reconciliations.note({
      ...{ day, run, kind: 'unreadable', id: paymentId, paymentId, revision: 1 },
      says: 'Money came that may not fit this payment, and what became of it cannot be read: the log says why.',
    });
  return { seen: open.length + reviewed.length + besides.unreadable.length };
}

const underReview = async (day: string, onBroken: OnBroken): Promise<Payment[]> =>
  (await Promise.all(monthsTo(day).map((month) => payments.reviewedOf(month, most, onBroken)))).flat();

/**
 * Money to decide about of payments that are not under review: what did not fit goes back by itself where other money has paid, which
 * may come to nothing in another currency; naira that lie aside all the same would lie there for ever. One of which something cannot be
 * read keeps no other from being shown.
 */
async function undecidedBesides(
  day: string,
  onBroken: OnBroken,
): Promise<{ found: Payment[]; unreadable: string[] }> {
  const [oldest = day] = monthsTo(day).toReversed();
  const attempts = await payments.decidableAttemptsSince(oldest, most, onBroken);
  const ids = [...new Set(attempts.map(({ paymentId }) => paymentId))];
  const found: Payment[] = [];
  const unreadable = await each(ids, String, async (id) => {
    const { payment, undecided } = await readMoney(id);
    if (payment.state !== 'review' && undecided.length > 0) found.push(payment);
  });
  return { found, unreadable };
}

/** Months in which payments under review are looked for. */
const monthCount = 3;

const monthsTo = (day: string): string[] =>
  Array.from({ length: monthCount }, (_, index) => {
    const [year = 0, month = 0] = day.split('-').map(Number);
    return new Date(Date.UTC(year, month - 1 - index, 1)).toISOString().slice(0, 7);
  });
