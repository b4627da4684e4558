import { until } from '../../dev/journey.ts';
import { figuresSoFar } from '../../shared/data/totals.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { trialBalanceOf } from '../../shared/domain/ledger/totals.ts';
import type { Findings } from './ledger-check.ts';

/** Milliseconds until the stream has told of everything. */
const patience = 5 * 60_000;

/** Whether the totals, which a consumer of the stream makes, come to be what all wallets together hold. Resolves to how many entries they count. */
export async function checkTotals(findings: Findings): Promise<number> {
  const all = await Promise.all([...findings.accounts].map(wallets.read));
  const sum = (of: (wallet: (typeof all)[number]) => number): number =>
    all.reduce((total, each) => total + of(each), 0);
  const entries = sum(({ revision }) => revision);
  const { lines, sumKobo } = await until(
    `${entries} entries to be counted`,
    async () => {
      const balance = trialBalanceOf(await figuresSoFar());
      findings.expect(balance.sumKobo === 0, `the totals sum to ${balance.sumKobo}`);
      return balance.entries >= entries ? balance : undefined;
    },
    patience,
  );
  findings.expect(
    sumKobo === 0 &&
      lines.available === sum(({ availableKobo }) => availableKobo) &&
      lines.held === sum(({ heldKobo }) => heldKobo) &&
      lines.owed === -sum(({ owedKobo }) => owedKobo),
    `the totals are not those of the wallets: ${JSON.stringify(lines)}`,
  );
  return entries;
}
