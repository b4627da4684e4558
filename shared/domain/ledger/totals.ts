import { usageDay } from '../usage.ts';
import { daysOf, type UsagePeriod } from '../usage-period.ts';
import {
  type EntryKind,
  entryKinds,
  type LedgerAccount,
  type LedgerEntry,
  ledgerAccounts,
  type RevenueSource,
  revenueSources,
} from './entry.ts';

/** What entries of all accounts add up to. Days are those of Lagos. */

/**
 * Sums by name, whole numbers: `lines.<account>` in kobo, `entries.<kind>` and `kobo.<kind>`, `earned.<source>.<plan>` and
 * `refunded.<source>.<plan>` in kobo. Kept flat, because a table adds to numbers and not to what is in objects.
 */
export type Figures = ReadonlyMap<string, number>;

/** Stands for a plan or a source that an entry does not name. */
const unnamed = 'none' as const;

/** What one entry adds to the totals. */
export function figuresOf({ content: { kind, lines, source, plan } }: LedgerEntry): Figures {
  const found = new Map<string, number>();
  const add = (name: string, value: number): void => {
    if (value !== 0) found.set(name, (found.get(name) ?? 0) + value);
  };
  for (const { account, kobo } of lines) add(`lines.${account}`, kobo);
  add(`entries.${kind}`, 1);
  add(`kobo.${kind}`, sum(lines.map(({ kobo }) => Math.max(kobo, 0))));
  const revenue = sum(lines.map(({ account, kobo }) => (account === 'revenue' ? kobo : 0)));
  const what = `${source ?? unnamed}.${plan ?? unnamed}`;
  add(`earned.${what}`, Math.max(revenue, 0));
  add(`refunded.${what}`, Math.max(-revenue, 0));
  return found;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** All figures together. */
export function sumOfFigures(all: readonly Figures[]): Figures {
  const found = new Map<string, number>();
  for (const figures of all)
    for (const [name, value] of figures) found.set(name, (found.get(name) ?? 0) + value);
  return found;
}

/** What entries add to each day. */
export const figuresByDay = (entries: readonly LedgerEntry[]): Map<string, Figures> =>
  new Map(
    [...Map.groupBy(entries, ({ content: { at } }) => usageDay(new Date(at)))].map(([day, all]) => [
      day,
      sumOfFigures(all.map(figuresOf)),
    ]),
  );

/** What was earned with something on a plan, kobo. */
interface Earned {
  earnedKobo: number;
  /** Given back later, on the day it was given back. */
  refundedKobo: number;
}

export interface Revenue extends Earned {
  /** `none` where the entry names none. */
  plan: string;
  source: RevenueSource | typeof unnamed;
}

/** Figures as people read them. */
export interface Totals extends Earned {
  revenue: Revenue[];
  /** Kinds of movements that there were, in kobo moved either way. */
  movements: { kind: EntryKind; entries: number; kobo: number }[];
}

/** What all entries so far make: the trial balance. */
export interface TrialBalance {
  entries: number;
  /** Kobo under each account of the ledger. */
  lines: Record<LedgerAccount, number>;
  /** Of all lines: 0, or an entry was counted in part. */
  sumKobo: number;
}

export function totalsOf(figures: Figures): Totals {
  const sources = [...revenueSources, unnamed] as const;
  const revenue = sources.flatMap((source) => revenueFrom(source, figures));
  return {
    earnedKobo: sum(revenue.map(({ earnedKobo }) => earnedKobo)),
    refundedKobo: sum(revenue.map(({ refundedKobo }) => refundedKobo)),
    revenue,
    movements: entryKinds.flatMap((kind) => {
      const entries = figures.get(`entries.${kind}`) ?? 0;
      return entries === 0 ? [] : [{ kind, entries, kobo: figures.get(`kobo.${kind}`) ?? 0 }];
    }),
  };
}

/** Plans of one source, by name. */
function revenueFrom(source: Revenue['source'], figures: Figures): Revenue[] {
  const plansIn = (prefix: string): string[] =>
    [...figures.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const plans = new Set([...plansIn(`earned.${source}.`), ...plansIn(`refunded.${source}.`)]);
  return [...plans].toSorted().map((plan) => ({
    plan,
    source,
    earnedKobo: figures.get(`earned.${source}.${plan}`) ?? 0,
    refundedKobo: figures.get(`refunded.${source}.${plan}`) ?? 0,
  }));
}

export function trialBalanceOf(figures: Figures): TrialBalance {
  const kobo = (account: LedgerAccount): number => figures.get(`lines.${account}`) ?? 0;
  return {
    entries: sum(entryKinds.map((kind) => figures.get(`entries.${kind}`) ?? 0)),
    lines: {
      available: kobo('available'),
      held: kobo('held'),
      owed: kobo('owed'),
      provider: kobo('provider'),
      revenue: kobo('revenue'),
      adjustments: kobo('adjustments'),
    },
    sumKobo: sum(ledgerAccounts.map(kobo)),
  };
}

/** Totals of every day of a period, also where nothing moved, and of all of them. */
export const totalsIn = (
  period: UsagePeriod,
  byDay: ReadonlyMap<string, Figures>,
): { total: Totals; days: (Totals & { date: string })[] } => ({
  total: totalsOf(sumOfFigures([...byDay.values()])),
  days: daysOf(period).map((date) => ({ date, ...totalsOf(byDay.get(date) ?? new Map()) })),
});
