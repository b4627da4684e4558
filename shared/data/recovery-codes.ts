import * as z from 'zod';
import type { RecoveryCodes } from '../domain/recovery-codes.ts';
import { entity } from './entity.ts';
import { commit } from './write.ts';

const Sets = entity<RecoveryCodes>({
  name: 'recovery-codes',
  audit: { account: ({ accountId }) => accountId, id: ({ userId }) => userId, open: ['failures'] },
  schema: z.object({
    userId: z.string(),
    accountId: z.string(),
    salt: z.string(),
    hashes: z.array(z.string()),
    failures: z.number(),
    waitUntil: z.string().optional(),
    createdAt: z.string(),
    revision: z.number(),
  }),
  keys: ({ userId }) => setKey(userId),
});

const setKey = (userId: string) => ({ pk: `user#${userId}`, sk: 'recovery-codes' });

/** The codes that are left to a user; undefined for somebody who never had any. */
export const find = (userId: string): Promise<RecoveryCodes | undefined> => Sets.get(setKey(userId));

/** False when somebody changed or made the set in between. */
export const replace = (previous: RecoveryCodes | undefined, next: RecoveryCodes): Promise<boolean> =>
  commit([previous ? Sets.replacement(previous, next) : Sets.insertion(next)]);
