import { entriesBetween } from '../data/ledger-reading.ts';
import * as payments from '../data/payments.ts';
import * as wallets from '../data/wallets.ts';
import type { ArchiveLine } from '../domain/archive-lists.ts';
import type { LedgerEntry } from '../domain/ledger/entry.ts';
import { purposeWord } from '../domain/payment.ts';
import type { User } from '../domain/user.ts';
import type { ArchiveStep } from './archive-step.ts';

/** Every payment into the personal account, whoever began it. */
export async function* archivedPayments({ accountId }: User, after?: string): AsyncGenerator<ArchiveStep> {
  for await (const payment of payments.all(accountId, after)) {
    const { paymentId, purpose, amountKobo, state, method, receivedKobo, refundedKobo } = payment;
    const { createdAt, paidAt } = payment;
    const cells = {
      ...{ paymentId, purpose: purposeWord(purpose), amountKobo, state, method },
      ...{ receivedKobo, refundedKobo },
      ...{ reference: purpose.kind === 'product' ? purpose.reference : undefined, createdAt, paidAt },
    };
    yield { files: [], lines: [{ list: 'payments', cells }], after: payments.placeOf(payment) };
  }
}

/** Entries of one step. */
const perStep = 200;

/** Every movement of the personal account's money. */
export async function* archivedLedger({ accountId }: User, after?: string): AsyncGenerator<ArchiveStep> {
  const { revision: last } = await wallets.read(accountId);
  let lines: ArchiveLine[] = [];
  for await (const entry of entriesBetween(accountId, Number(after ?? 0) + 1, last)) {
    lines.push(lineOf(entry));
    if (lines.length < perStep) continue;
    yield { files: [], lines, after: String(entry.seq) };
    lines = [];
  }
  yield { files: [], lines, after: undefined };
}

function lineOf({ seq, hash, content }: LedgerEntry): ArchiveLine {
  const { at, kind, lines, balance, about, source, reason } = content;
  const changed = (account: string): number =>
    lines.filter((line) => line.account === account).reduce((sum, { kobo }) => sum + kobo, 0);
  return {
    list: 'ledger',
    cells: {
      ...{ number: seq, at, kind, what: about.kind, id: about.id, source, reason },
      availableChangeKobo: changed('available'),
      heldChangeKobo: changed('held'),
      availableKobo: balance.availableKobo,
      heldKobo: balance.heldKobo,
      owedKobo: balance.owedKobo,
      hash,
    },
  };
}
