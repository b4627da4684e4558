import { listReconciliations } from '../../shared/contract/finance-reconciliation.ts';
import * as reconciliations from '../../shared/data/reconciliations.ts';
import { reconciledDays } from '../../shared/domain/reconciliation.ts';
import { http } from '../../shared/runtime/http.ts';

/** Differences of a day that are shown. */
const most = 200;

export const handler = http(listReconciliations, async ({ query, now }) => {
  const found = await reconciliations.findMany(reconciledDays(query, now()));
  const differences = await Promise.all(found.map((run) => reconciliations.differencesOf(run, most)));
  return {
    items: found.map(({ differences: count, ...run }, index) => ({
      ...run,
      count,
      differences: differences[index] ?? [],
    })),
  };
});
