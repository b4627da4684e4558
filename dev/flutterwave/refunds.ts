/** Refunds: promised at once, done or failed later (study, 5.1). */
import type { Context } from './context.ts';
import { announceRefund } from './deliveries.ts';
import type { Due, Method, Refund, Transaction } from './records.ts';

/** What the status of a refund that has arrived ends with. */
const channels: Record<Method, string> = {
  card: 'mpgs',
  bank_transfer: 'bank-transfer',
  ussd: 'bank-transfer',
  mobile_money: 'momo',
};

export function addRefund(
  context: Context,
  transaction: Transaction,
  { amount, comments }: { amount: number; comments: string },
): Refund {
  const { store, now } = context;
  const { refund: outcome, refundTakes } = store.settings();
  const id = store.newNumber();
  const refund: Refund = {
    id,
    transactionId: transaction.id,
    flwRef: `URF_${now()}_${id}`,
    amount,
    comments,
    // Which says that it was begun, not that it was done.
    status: 'completed',
    disbursalFailed: false,
    createdAt: now(),
  };
  store.refunds.put(refund);
  if (outcome !== 'in-flight')
    store.schedule({ kind: 'finish-refund', refundId: id, outcome }, now() + refundTakes * 1_000);
  return refund;
}

type Outcome = Extract<Due, { kind: 'finish-refund' }>['outcome'];

export function finishRefund(context: Context, refundId: number, outcome: Outcome): Refund | undefined {
  const { store } = context;
  const refund = store.refunds.get(refundId);
  const transaction = refund && store.transactions.get(refund.transactionId);
  if (!refund || !transaction) return undefined;
  const finished: Refund = { ...refund, ...ends(transaction.method)[outcome] };
  store.refunds.put(finished);
  announceRefund(context, finished);
  return finished;
}

const ends = (method: Method): Record<Outcome, Pick<Refund, 'status' | 'disbursalFailed'>> => ({
  final: { status: `completed-${channels[method]}`, disbursalFailed: false },
  failed: { status: 'failed', disbursalFailed: false },
  'disbursal-failed': { status: 'completed', disbursalFailed: true },
});

/** What a transaction has left that can be given back: failed refunds count for nothing. */
export const refundable = ({ store }: Context, { id, amount }: Transaction): number =>
  store.refunds
    .by(id)
    .filter(({ status, disbursalFailed }) => status !== 'failed' && !disbursalFailed)
    .reduce((left, refund) => left - refund.amount, amount);
