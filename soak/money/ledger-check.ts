import { digest } from '../../shared/data/audit-append.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { LedgerAuditor } from '../../shared/domain/ledger/audit-ledger.ts';
import type { LedgerEntry } from '../../shared/domain/ledger/entry.ts';

/** Accounts whose money was moved, and what was found wrong. */
export class Findings {
  readonly violations: string[] = [];
  readonly accounts = new Set<string>();

  /** Notes what does not hold. */
  expect(holds: boolean, what: string): void {
    if (!holds) this.violations.push(what);
  }

  /** All entries of an account, after its ledger was proven from the first one on. */
  async ledgerOf(accountId: string): Promise<LedgerEntry[]> {
    this.accounts.add(accountId);
    const wallet = await wallets.read(accountId);
    const seqs = Array.from({ length: wallet.revision }, (_, index) => index + 1);
    const entries = await wallets.entriesOf(accountId, seqs);
    const auditor = new LedgerAuditor(accountId, digest);
    for (const entry of entries) {
      const fault = auditor.take(entry);
      if (!fault) continue;
      this.violations.push(`${accountId}, entry ${fault.seq}: ${fault.message}`);
      return entries;
    }
    const fault = auditor.finish(wallet);
    this.expect(!fault, `${accountId}: ${fault?.message}`);
    const causes = new Set(entries.map(({ content }) => content.cause));
    this.expect(causes.size === entries.length, `${accountId}: a cause moved money twice`);
    return entries;
  }
}
