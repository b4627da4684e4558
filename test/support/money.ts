import { randomUUID } from 'node:crypto';
import { digest } from '../../shared/data/audit-append.ts';
import { move } from '../../shared/data/ledger.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { LedgerAuditor } from '../../shared/domain/ledger/audit-ledger.ts';
import type { LedgerEntry } from '../../shared/domain/ledger/entry.ts';

/** Money put into wallets by hand, and what has become of it; take `useTable()`. */

/** Tops a wallet up, as a payment would. */
export async function fund(accountId: string, kobo: number): Promise<void> {
  const cause = `test#${randomUUID()}`;
  const movement = { kind: 'top-up', kobo } as const;
  await move(accountId, [{ movement, cause, about: { kind: 'payment', id: cause } }], new Date());
}

/** Available and held kobo. */
export async function balanceOf(accountId: string): Promise<{ available: number; held: number }> {
  const { availableKobo, heldKobo } = await wallets.read(accountId);
  return { available: availableKobo, held: heldKobo };
}

/** All entries of a ledger, oldest first. Throws where it does not add up to what the wallet holds. */
export async function ledgerOf(accountId: string): Promise<LedgerEntry[]> {
  const wallet = await wallets.read(accountId);
  const seqs = Array.from({ length: wallet.revision }, (_, index) => index + 1);
  const entries = await wallets.entriesOf(accountId, seqs);
  const auditor = new LedgerAuditor(accountId, digest);
  for (const entry of entries) {
    const fault = auditor.take(entry);
    if (fault) throw new Error(`entry ${fault.seq}: ${fault.message}`);
  }
  const fault = auditor.finish(wallet);
  if (fault) throw new Error(fault.message);
  return entries;
}
