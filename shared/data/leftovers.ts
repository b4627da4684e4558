import * as z from 'zod';
import type { Leftover } from '../domain/leftover.ts';
import { dueKeys, listDue } from './due.ts';
import { entity, type Key, type OnBroken } from './entity.ts';
import { commit, type Write } from './write.ts';

const Leftovers = entity<Leftover>({
  name: 'leftover',
  // Files of something whose removal is audited.
  audit: 'none',
  schema: z.object({
    accountId: z.string(),
    leftoverId: z.string(),
    folder: z.string(),
    batchId: z.string().optional(),
    since: z.string(),
    revision: z.number(),
  }),
  keys: (leftover) => ({
    ...keyOf(leftover),
    ...dueKeys('leftover', leftover.leftoverId, leftover.since),
  }),
});

export const keyOf = ({ accountId, leftoverId }: Leftover): Key => ({
  pk: `account#${accountId}`,
  sk: `leftover#${leftoverId}`,
});

/** What notes it; written together with the change that leaves the files. */
export const insertionOf = (leftover: Leftover): Write => Leftovers.insertion(leftover);

/** Notes what nobody's change left: files that came too late. False when it is noted already. */
export const insert = (leftover: Leftover): Promise<boolean> => commit([insertionOf(leftover)]);

/** False when it is gone already. */
export const remove = (leftover: Leftover): Promise<boolean> => commit([Leftovers.removal(leftover)]);

/** Files of all accounts that are still to be removed. */
export const listOpen = async (at: Date, limit: number, onBroken: OnBroken): Promise<Leftover[]> =>
  Leftovers.getReadable(await listDue('leftover', at, limit), onBroken);
