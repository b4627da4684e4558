import * as accounts from '../data/accounts.ts';
import { digest } from '../data/audit-append.ts';
import { entriesBetween, rangeOf } from '../data/ledger-reading.ts';
import { entriesOf } from '../data/wallets.ts';
import { momentsOfMonth } from '../domain/lagos-month.ts';
import { BrokenLedger, LedgerAuditor } from '../domain/ledger/audit-ledger.ts';
import { emptyWallet, type Wallet } from '../domain/ledger/wallet.ts';
import type { Paper } from '../domain/paper/paper.ts';
import { StatementBuilder } from '../domain/paper/statement.ts';
import { statementValues } from '../domain/paper/statement-values.ts';

/**
 * What is printed on a statement. Every entry of the month is proven on the way, and opening balance and movements must make the
 * closing balance. Throws where they do not: there is no statement then.
 */
export async function valuesOfStatement(paper: Paper): Promise<Record<string, unknown>> {
  const { accountId, subject: month, through } = paper;
  const account = await accounts.get(accountId);
  const { from } = momentsOfMonth(month);
  // An entry of the month may have come since; the paper ends where it was asked to.
  const first = Math.min((await rangeOf(accountId, { from })).first, through + 1);
  const opening = await walletAfter(accountId, first - 1);
  const auditor = new LedgerAuditor(accountId, digest, opening);
  const builder = new StatementBuilder(opening);
  for await (const entry of entriesBetween(accountId, first, through)) {
    const fault = auditor.take(entry);
    if (fault) throw new BrokenLedger(accountId, fault);
    builder.add(entry);
  }
  const { hash } = through === 0 ? { hash: '' } : auditor.wallet;
  return statementValues(paper, builder.finish(), { holder: account.name, hash, first });
}

/** What an account had after an entry; nothing before the first. */
async function walletAfter(accountId: string, seq: number): Promise<Wallet> {
  if (seq === 0) return emptyWallet(accountId);
  const [entry] = await entriesOf(accountId, [seq]);
  if (!entry) throw new Error(`entry ${seq} of ${accountId} is missing`);
  const { hash, content } = entry;
  return { accountId, ...content.balance, hash, at: content.at, revision: seq };
}
