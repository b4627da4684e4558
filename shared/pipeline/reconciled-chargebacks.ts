import * as reconciliations from '../data/reconciliations.ts';
import type { Difference, Reconciliation, Step } from '../domain/reconciliation.ts';
import type { Chargeback } from '../payments/provider.ts';
import { each } from '../runtime/each.ts';
import { type Followed, followChargeback } from './charging-back.ts';
import type { Settling } from './payment-settling.ts';
import { readPage } from './reconciled-page.ts';

/** Follows the chargebacks of one page. They have no webhook (study, 5.2), so all of them are read, every day. */
export async function compareChargebacks(
  run: Reconciliation,
  { provider, now, log }: Settling,
): Promise<Step | undefined> {
  const listed = await readPage(run, 'chargebacks', await provider.listChargebacks(run.page), log);
  if (!listed) return undefined;
  const { items, more } = listed;
  const failed = await each(
    items,
    ({ id }) => id,
    async (told) => {
      const followed = await followChargeback(told, now());
      if (followed.kind !== 'same') await noted(run, told, followed);
    },
  );
  for (const told of failed)
    await noted(run, told, { kind: 'unclear', says: 'Following it failed: the log says with what.' });
  return { seen: items.length, ...(more ? { next: { page: run.page + 1 } } : {}) };
}

async function noted(
  { day, run }: Reconciliation,
  told: Chargeback,
  followed: Exclude<Followed, { kind: 'same' }>,
): Promise<void> {
  await reconciliations.note({ ...differenceOf(told, followed), day, run, revision: 1 });
}

function differenceOf(
  { id, txRef, amountKobo }: Chargeback,
  followed: Exclude<Followed, { kind: 'same' }>,
): Omit<Difference, 'day' | 'run' | 'revision'> {
  if (followed.kind === 'unclear') {
    const { says, attempt } = followed;
    const { paymentId = txRef, accountId } = attempt ?? {};
    return { kind: 'chargeback-unclear', id, paymentId, accountId, kobo: amountKobo, says };
  }
  const { paymentId, accountId, transactionId, kobo, state } = followed.chargeback;
  const where = state === 'noted' ? 'It was never in a wallet.' : 'It has left the wallet.';
  const told = `The payer’s bank takes back what transaction ${transactionId} brought. Answer it on the provider’s pages within ten working hours. ${where}`;
  // As long as it is open it stands in the report of every day, so that no run takes it out of sight.
  return followed.kind === 'won'
    ? { kind: 'chargeback-won', id, paymentId, accountId, kobo, says: 'The bank has decided for us.' }
    : { kind: 'chargeback', id, paymentId, accountId, kobo, says: told };
}
