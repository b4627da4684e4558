import { randomUUID } from 'node:crypto';
import { forMachines } from '../../dev/synthesise.ts';
import { getMe } from '../../shared/contract/auth.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import { digest } from '../../shared/data/audit-append.ts';
import { move } from '../../shared/data/ledger.ts';
import { take } from '../../shared/data/quota.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { commit } from '../../shared/data/write.ts';
import { LedgerAuditor } from '../../shared/domain/ledger/audit-ledger.ts';
import type { LedgerEntry } from '../../shared/domain/ledger/entry.ts';
import { monthOf } from '../../shared/domain/plan.ts';

/** Money put into wallets by hand, and what has become of it; take `useTable()`. */

/** Tops a wallet up, as a payment would. */
export async function fund(accountId: string, kobo: number): Promise<void> {
  const cause = `test#${randomUUID()}`;
  const movement = { kind: 'top-up', kobo } as const;
  await move(accountId, [{ movement, cause, about: { kind: 'payment', id: cause } }], new Date());
}

/** The month includes nothing any more for somebody, and they have money for whatever comes. */
export async function payAsYouGo({ api }: { api: ApiClient }): Promise<void> {
  const { accountId } = (await api.call(getMe, {})).body;
  const { freeDocuments } = forMachines;
  await commit([take(accountId, monthOf(new Date()), freeDocuments, freeDocuments)]);
  await fund(accountId, 10_000_000_000);
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
