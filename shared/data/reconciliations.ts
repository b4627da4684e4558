import * as z from 'zod';
import {
  type Difference,
  differenceKinds,
  isKept,
  phases,
  type Reconciliation,
  reconciliationStates,
} from '../domain/reconciliation.ts';
import { dueKeys, listDue } from './due.ts';
import { entity, type Key, type OnBroken } from './entity.ts';
import { commit } from './write.ts';

export const Reconciliations = entity<Reconciliation>({
  name: 'reconciliation',
  // It is of no account.
  audit: 'none',
  schema: z.object({
    day: z.string(),
    run: z.int().min(1),
    state: z.enum(reconciliationStates),
    phase: z.enum(phases),
    page: z.int().min(1),
    after: z.string().optional(),
    listed: z.int().min(0),
    credited: z.int().min(0),
    differences: z.int().min(0).optional(),
    silences: z.int().min(0),
    byUserId: z.string().optional(),
    startedAt: z.string(),
    endedAt: z.string().optional(),
    nextAt: z.string().optional(),
    revision: z.int(),
  }),
  keys: ({ day, nextAt }) => ({
    ...runKey(day),
    // The day's two digits choose the shard.
    ...(nextAt === undefined ? {} : dueKeys('reconciliation', day, nextAt)),
  }),
});

const runKey = (day: string): Key => ({ pk: `reconciliation#${day}`, sk: 'reconciliation' });

/** By which `postpone` finds it. */
export const keyOf = ({ day }: Reconciliation): Key => runKey(day);

export const find = (day: string): Promise<Reconciliation | undefined> => Reconciliations.get(runKey(day));

/** Those of some days that there are, the latest first. */
export const findMany = async (days: readonly string[]): Promise<Reconciliation[]> =>
  (await Reconciliations.getMany(days.map(runKey))).toSorted((left, right) =>
    right.day.localeCompare(left.day),
  );

/** False when somebody began one at the same moment. */
export const begin = (before: Reconciliation | undefined, next: Reconciliation): Promise<boolean> =>
  commit([before ? Reconciliations.replacement(before, next) : Reconciliations.insertion(next)]);

/** False when it changed in between. */
export const replace = (previous: Reconciliation, next: Reconciliation): Promise<boolean> =>
  commit([Reconciliations.replacement(previous, next)]);

/** Runs that are to go on. */
export const listDueReconciliations = async (
  at: Date,
  limit: number,
  onBroken: OnBroken,
): Promise<Reconciliation[]> =>
  Reconciliations.getReadable(await listDue('reconciliation', at, limit), onBroken);

const Differences = entity<Difference>({
  name: 'difference',
  audit: 'none',
  schema: z.object({
    day: z.string(),
    run: z.int().min(1),
    kind: z.enum(differenceKinds),
    id: z.string(),
    paymentId: z.string().optional(),
    accountId: z.string().optional(),
    kobo: z.int().optional(),
    says: z.string(),
    revision: z.int(),
  }),
  keys: (difference) => ({
    pk: `reconciliation#${difference.day}`,
    sk: `${isKept(difference) ? keptPrefix : prefixOf(difference.run)}${difference.kind}#${difference.id}`,
  }),
});

/** Each run has differences of its own: those of an earlier one stay, and are not shown. */
const prefixOf = (run: number): string => `difference#${String(run).padStart(6, '0')}#`;

/** Where lie those that all runs of a day show. */
const keptPrefix = 'difference#kept#';

/** Notes a difference; false when this run, or for what is kept an earlier one, has noted it before. */
export const note = (difference: Difference): Promise<boolean> => commit([Differences.insertion(difference)]);

/** Differences of a run, those that are kept first, at most so many. */
export async function differencesOf(
  run: Pick<Reconciliation, 'day' | 'run'>,
  limit: number,
): Promise<Difference[]> {
  const found: Difference[] = [];
  for await (const each of allOf(run)) {
    found.push(each);
    if (found.length === limit) break;
  }
  return found;
}

/** How many a run shows. */
export async function countDifferences(run: Pick<Reconciliation, 'day' | 'run'>): Promise<number> {
  let count = 0;
  for await (const _ of allOf(run)) count++;
  return count;
}

async function* allOf({ day, run }: Pick<Reconciliation, 'day' | 'run'>): AsyncGenerator<Difference> {
  for (const prefix of [keptPrefix, prefixOf(run)]) yield* Differences.all(`reconciliation#${day}`, prefix);
}
