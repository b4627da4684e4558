import * as payments from '../data/payments.ts';
import * as reconciliations from '../data/reconciliations.ts';
import { isLeftAlone, type Payment } from '../domain/payment.ts';
import { daysAskedAgain, type Reconciliation, type Step } from '../domain/reconciliation.ts';
import { each } from '../runtime/each.ts';
import { type Settling, settlePayment } from './payment-settling.ts';

/** Payments of ours that one step reads. It asks about one of them: that fits into the job however slowly the provider answers. */
const perPage = 25;

/**
 * Asks once more about a payment that was not paid when it was looked at last. The provider lists transactions by the day on which they
 * were begun, so what a bank decides a week later stands in no list that is read. Where it does not answer, the clock asks again.
 */
export async function compareUnpaid(run: Reconciliation, settling: Settling): Promise<Step> {
  const days = daysAskedAgain(run.day);
  const [day = run.day, after] = placeIn(run.after ?? days[0] ?? run.day);
  const page = await payments.begunOn(day, { limit: perPage, after });
  const [first, second] = page.items.filter(isLeftAlone);
  if (first) await askAgain(run, first, settling);
  const nextDay = days[days.indexOf(day) + 1];
  const next = first && second ? payments.placeOf(first) : (page.after ?? nextDay);
  return { seen: first ? 1 : 0, ...(next === undefined ? {} : { next: { after: next } }) };
}

/** A day alone is its beginning; otherwise it is a place within it. */
const placeIn = (after: string): [string, string | undefined] => {
  const day = after.slice(0, 10);
  return [day, after === day ? undefined : after];
};

async function askAgain(
  { day, run }: Reconciliation,
  { paymentId }: Payment,
  settling: Settling,
): Promise<void> {
  const [isFailed] = await each([paymentId], String, (id) => settlePayment(id, settling));
  const { state, accountId, amountKobo: kobo, transactionId: id = paymentId } = await payments.get(paymentId);
  if (state === 'paid')
    await reconciliations.note({
      ...{ day, run, kind: 'late', id, paymentId, accountId, kobo, revision: 1 },
      says: 'It was paid long after it was begun, and neither webhook nor clock has credited it.',
    });
  if (isFailed)
    await reconciliations.note({
      ...{ day, run, kind: 'not-credited', id: paymentId, paymentId, accountId, kobo, revision: 1 },
      says: 'Acting on what was paid long after it was begun failed: the log says with what.',
    });
}
