import { getAccountAnalytics } from '../../shared/contract/accounts.ts';
import { usagePeriod } from '../../shared/domain/usage-period.ts';
import { accountAnalytics } from '../../shared/pipeline/analytics.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getAccountAnalytics, async ({ query, actor, now }) =>
  accountAnalytics(actor.accountId, usagePeriod(query, now())),
);
