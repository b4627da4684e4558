import * as z from 'zod';
import type { Batch } from '../domain/batch.ts';
import { entity, type Key } from './entity.ts';
import type { Write } from './write.ts';

/** Documents of a run that the month includes and that have not become ready yet: they are used up before money is. */
export interface Allowance {
  accountId: string;
  holdId: string;
  left: number;
  revision: number;
}

const allowanceKey = (accountId: string, holdId: string): Key => ({
  pk: `wallet#${accountId}`,
  sk: `allowance#${holdId}`,
});

const Allowances = entity<Allowance>({
  name: 'allowance',
  // What was included stands on the batch, which is audited.
  audit: 'none',
  schema: z.object({
    accountId: z.string(),
    holdId: z.string(),
    left: z.int().min(0),
    revision: z.int(),
  }),
  keys: ({ accountId, holdId }) => allowanceKey(accountId, holdId),
});

export const findAllowance = (accountId: string, holdId: string): Promise<Allowance | undefined> =>
  Allowances.get(allowanceKey(accountId, holdId));

/** So many of an allowance are used up, if it is still as it was read. */
export const usingUp = (allowance: Allowance, count: number): Write =>
  Allowances.replacement(allowance, {
    ...allowance,
    left: allowance.left - count,
    revision: allowance.revision + 1,
  });

/** A run begins with so many. */
export const allowing = (accountId: string, holdId: string, left: number): Write =>
  Allowances.insertion({ accountId, holdId, left, revision: 1 });

/** The run has ended, and what it did not use is nobody's. */
export const forgetting = (allowance: Allowance): Write => Allowances.removal(allowance);

/** Under which the money of a run lies. The id of the batch last: its end chooses the shard of due work. */
export const holdIdOf = ({ batchId, run }: Pick<Batch, 'batchId' | 'run'>): string =>
  `${run?.number ?? 0}-${batchId}`;
