import { getMyAnalytics } from '../../shared/contract/users.ts';
import { usagePeriod } from '../../shared/domain/usage-period.ts';
import { analyticsOf } from '../../shared/pipeline/analytics.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getMyAnalytics, async ({ query, actor, now }) =>
  analyticsOf(actor.userId, usagePeriod(query, now())),
);
