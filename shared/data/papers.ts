import * as z from 'zod';
import { notFound } from '../domain/fault.ts';
import type { Leftover } from '../domain/leftover.ts';
import { type Paper, paperKinds, paperStates } from '../domain/paper/paper.ts';
import { entity, type Key } from './entity.ts';
import * as leftovers from './leftovers.ts';
import { commit } from './write.ts';

/** Papers bear the name of whoever has the account, so they lie in its partition and go with it; the ledger they tell of stays. */
const Papers = entity<Paper>({
  name: 'paper',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ paperId }) => paperId,
    open: ['kind', 'state'],
  },
  json: ['file'],
  schema: z.object({
    accountId: z.string(),
    paperId: z.string(),
    kind: z.enum(paperKinds),
    subject: z.string(),
    through: z.int().min(0),
    state: z.enum(paperStates),
    failure: z.object({ code: z.string(), message: z.string() }).optional(),
    file: z.object({ sha256: z.string(), size: z.int(), pages: z.int() }).optional(),
    createdBy: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
    revision: z.int(),
  }),
  keys: ({ accountId, paperId }) => keyOf(accountId, paperId),
});

const keyOf = (accountId: string, paperId: string): Key => ({
  pk: `account#${accountId}`,
  sk: `paper#${paperId}`,
});

export const find = (accountId: string, paperId: string): Promise<Paper | undefined> =>
  Papers.get(keyOf(accountId, paperId));

/** Throws `not-found` alike for an unknown statement and for one of another account. */
export const getStatement = async (accountId: string, statementId: string): Promise<Paper> =>
  (await find(accountId, statementId)) ?? notFound('statement');

/** False when there is one already. */
export const insert = (paper: Paper): Promise<boolean> => commit([Papers.insertion(paper)]);

/** False when somebody changed it in between. */
export const replace = (previous: Paper, next: Paper): Promise<boolean> =>
  commit([Papers.replacement(previous, next)]);

/** Removes a paper with a note of its files. False when somebody changed it in between. */
export const remove = (paper: Paper, left: Leftover): Promise<boolean> =>
  commit([Papers.removal(paper), leftovers.insertionOf(left)]);

/** Papers of an account whose ids begin so, in their order; at most a hundred, which is more than there are. */
export const listBeginning = async (accountId: string, beginning: string): Promise<Paper[]> =>
  (await Papers.query({ partition: `account#${accountId}`, sortPrefix: `paper#${beginning}`, limit: 100 }))
    .items;
