import * as z from 'zod';
import { noUsage, sumOfUsage, type Usage } from '../domain/usage.ts';
import { monthsOf, type UsagePeriod } from '../domain/usage-period.ts';
import { type Position, queryRaw } from './entity.ts';
import { usagePrefix } from './table.ts';
import { dayPrefix, templatePrefix } from './usage-counting.ts';

/** Apart from how usage is counted, which every function loads that makes something. */

const figure = z.number().default(0);

const Figures = z.object({
  sk: z.string(),
  made: figure,
  failed: figure,
  docx: figure,
  pdf: figure,
  bytes: figure,
  batches: figure,
  opened: figure,
});

/** Items read at once. */
const perRead = 1000;

/** Items read of templates at most: some 400 that were used in each of 12 months. The newest months come first. */
const mostTemplateItems = 20_000;

/** What an account or a user did, by day; days without anything are missing. */
export async function usageByDay(
  subject: string,
  { from, to }: Pick<UsagePeriod, 'from' | 'to'>,
): Promise<Map<string, Usage>> {
  const found = new Map<string, Usage>();
  // `~` stands behind everything that follows a day.
  for await (const item of itemsOf(subject, [`${dayPrefix}${from}`, `${dayPrefix}${to}~`])) {
    const { sk, ...usage } = Figures.parse(item);
    const [, day = ''] = sk.split('#');
    found.set(day, sumOfUsage(found.get(day) ?? noUsage, usage));
  }
  return found;
}

/** How many documents were made from each template of an account, by id. */
export async function usageByTemplate(accountId: string, period: UsagePeriod): Promise<Map<string, number>> {
  const months = monthsOf(period);
  const [first = '', last = first] = [months[0], months.at(-1)];
  const range = [`${templatePrefix}${first}`, `${templatePrefix}${last}~`] as const;
  const found = new Map<string, number>();
  let count = 0;
  for await (const item of itemsOf(accountId, range)) {
    const [, month = '', templateId = ''] = String(item.sk).split('#');
    found.set(templateId, (found.get(templateId) ?? 0) + usedWithin(item, month, period));
    if (++count >= mostTemplateItems) break;
  }
  return found;
}

function usedWithin(item: Record<string, unknown>, month: string, { from, to }: UsagePeriod): number {
  let used = 0;
  for (const [name, value] of Object.entries(item)) {
    const [, day] = /^d(\d\d)$/.exec(name) ?? [];
    const date = `${month}-${day}`;
    if (day !== undefined && date >= from && date <= to) used += Number(value);
  }
  return used;
}

/** Items of a subject between two sort keys, the newest first. */
async function* itemsOf(
  subject: string,
  sortBetween: readonly [string, string],
): AsyncGenerator<Record<string, unknown>> {
  let after: Position | undefined;
  do {
    const page = await queryRaw({
      partition: `${usagePrefix}${subject}`,
      sortBetween,
      newestFirst: true,
      limit: perRead,
      after,
    });
    yield* page.items;
    after = page.end;
  } while (after);
}
