import type { Context } from './context.ts';
import { send } from './deliveries.ts';
import type { Due } from './records.ts';
import { finishRefund } from './refunds.ts';
import { renew } from './renewals.ts';
import { settle } from './transactions.ts';

/** Webhooks that are sent at the same time. */
const atOnce = 8;

/**
 * Does everything that is due by a time, in the order of its time, and what follows from it. A time that is still to come
 * moves the sandbox's clock there, from one thing that is due to the next.
 */
export async function workUntil(context: Context, time: number): Promise<void> {
  const { store, now } = context;
  for (;;) {
    const batch = store.dueBy(time, atOnce);
    const [first] = batch;
    if (!first) return;
    if (first.at > now()) store.setAhead(store.ahead() + first.at - now());
    if (first.due.kind !== 'deliver') {
      const { due, sequence } = first;
      store.atomically(() => {
        store.dropDue(sequence);
        happen(context, due);
      });
      continue;
    }
    const end = batch.findIndex(({ due, at }) => due.kind !== 'deliver' || at > now());
    await Promise.all(
      batch.slice(0, end < 0 ? batch.length : end).map(async ({ due, sequence }) => {
        // Forgotten only once it was sent: a kill in between sends it twice, as the provider may.
        if (due.kind === 'deliver') await send(context, due.deliveryId);
        store.dropDue(sequence);
      }),
    );
  }
}

function happen(context: Context, due: Exclude<Due, { kind: 'deliver' }>): void {
  switch (due.kind) {
    case 'settle': {
      const transaction = context.store.transactions.get(due.transactionId);
      if (transaction?.status === 'pending') settle(context, transaction, due.status, due.webhook);
      return;
    }
    case 'finish-refund':
      finishRefund(context, due.refundId, due.outcome);
      return;
    case 'renew':
      renew(context, due.subscriptionId);
  }
}
