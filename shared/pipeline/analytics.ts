import * as templates from '../data/templates.ts';
import { usageByDay, usageByTemplate } from '../data/usage-reading.ts';
import { usageZone } from '../domain/usage.ts';
import { type UsagePeriod, type UsageSeries, usageIn } from '../domain/usage-period.ts';

/** Templates shown. */
const mostTemplates = 10;

/** What an account or a user did within a period. */
export const analyticsOf = async (subject: string, period: UsagePeriod): Promise<Analytics> => ({
  ...period,
  timeZone: usageZone,
  ...usageIn(period, await usageByDay(subject, period)),
});

interface Analytics extends UsagePeriod, UsageSeries {
  timeZone: typeof usageZone;
}

/** What was done in an account, with the templates that were used most. */
export async function accountAnalytics(accountId: string, period: UsagePeriod) {
  const [figures, used] = await Promise.all([
    analyticsOf(accountId, period),
    usageByTemplate(accountId, period),
  ]);
  const most = [...used]
    .filter(([, made]) => made > 0)
    // Ids decide between equals, so that the order is the same each time.
    .toSorted(([one, often], [other, seldom]) => seldom - often || (one < other ? -1 : 1))
    .slice(0, mostTemplates);
  const names = await templates.namesOf(
    accountId,
    most.map(([templateId]) => templateId),
  );
  return {
    ...figures,
    templates: most.map(([templateId, made]) => ({ templateId, name: names.get(templateId), made })),
  };
}
