import { getRevenue } from '../../shared/contract/finance.ts';
import * as totals from '../../shared/data/totals.ts';
import { totalsIn, trialBalanceOf } from '../../shared/domain/ledger/totals.ts';
import { usageZone } from '../../shared/domain/usage.ts';
import { usagePeriod } from '../../shared/domain/usage-period.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getRevenue, async ({ query, now }) => {
  const period = usagePeriod({ ...query, by: 'day' }, now());
  const { from, to } = period;
  const [byDay, soFar] = await Promise.all([totals.dailyFigures(from, to), totals.figuresSoFar()]);
  return {
    from,
    to,
    timeZone: usageZone,
    ...totalsIn(period, byDay),
    balance: trialBalanceOf(soFar),
  } as const;
});
