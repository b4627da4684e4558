import { type FieldFault, fail } from './fault.ts';
import { noUsage, sumOfUsage, type Usage, usageDay } from './usage.ts';

/** Days or months of usage that somebody asks for. */

const day = 24 * 60 * 60_000;

/** Days where nothing is said. */
const usualDays = 30;

/** Days one answer shows at most: a year, and a leap year. */
export const mostUsageDays = 366;

export const usageSteps = ['day', 'month'] as const;
export type UsageStep = (typeof usageSteps)[number];

export interface UsagePeriod {
  /** First day, as in RFC 3339. */
  from: string;
  /** Last day. */
  to: string;
  by: UsageStep;
}

/**
 * What was asked for: the last {@link usualDays} unless days are named, up to today unless an end is. Throws
 * `invalid-request` for a period that ends before it begins, or is longer than {@link mostUsageDays}.
 */
export function usagePeriod(
  { from, to, by }: { from?: string | undefined; to?: string | undefined; by: UsageStep },
  now: Date,
): UsagePeriod {
  const end = to ?? usageDay(now);
  const period = { from: from ?? shifted(end, 1 - usualDays), to: end, by };
  const length = lengthOf(period);
  if (length < 1) refuse({ field: 'from', message: 'This is after the end of the period.' });
  if (length > mostUsageDays)
    refuse({ field: 'from', message: `Ask for ${mostUsageDays} days at most: these are ${length}.` });
  return period;
}

const refuse = (fault: FieldFault): never => fail('invalid-request', fault.message, [fault]);

const lengthOf = ({ from, to }: UsagePeriod): number => (Date.parse(to) - Date.parse(from)) / day + 1;

const shifted = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * day).toISOString().slice(0, 10);

/** Every day of a period, in order. */
export const daysOf = (period: UsagePeriod): string[] =>
  Array.from({ length: lengthOf(period) }, (_, index) => shifted(period.from, index));

/** Every month a period touches, in order: `2026-11`. */
export const monthsOf = (period: UsagePeriod): string[] => [
  ...new Set(daysOf(period).map((each) => each.slice(0, 7))),
];

/** What happened on a day or in a month. */
type DatedUsage = Usage & { date: string };

export interface UsageSeries {
  series: DatedUsage[];
  total: Usage;
}

/** A figure for every day or month of a period, also where nothing happened, and their sum. */
export function usageIn(period: UsagePeriod, byDay: ReadonlyMap<string, Usage>): UsageSeries {
  const steps = new Map<string, Usage>();
  let total = noUsage;
  for (const each of daysOf(period)) {
    const usage = byDay.get(each) ?? noUsage;
    const date = period.by === 'day' ? each : each.slice(0, 7);
    steps.set(date, sumOfUsage(steps.get(date) ?? noUsage, usage));
    total = sumOfUsage(total, usage);
  }
  return { series: [...steps].map(([date, usage]) => ({ date, ...usage })), total };
}
