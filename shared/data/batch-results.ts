import * as z from 'zod';
import {
  type BatchResult,
  type BatchResultKind,
  batchResultKinds,
  batchResultStates,
} from '../domain/batch-result.ts';
import { notFound } from '../domain/fault.ts';
import { entity } from './entity.ts';
import { commit } from './write.ts';

const Results = entity<BatchResult>({
  name: 'batch-result',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ batchId }) => batchId,
    part: ({ kind }) => kind,
    open: ['state'],
  },
  json: ['cover'],
  schema: z.object({
    accountId: z.string(),
    batchId: z.string(),
    kind: z.enum(batchResultKinds),
    state: z.enum(batchResultStates),
    number: z.number(),
    replaces: z.number().optional(),
    failure: z.object({ code: z.string(), message: z.string() }).optional(),
    documents: z.number().optional(),
    size: z.number().optional(),
    sha256: z.string().optional(),
    fileName: z.string(),
    cover: z.object({ title: z.string(), lines: z.array(z.string()) }).optional(),
    createdAt: z.string(),
    updatedAt: z.string(),
    revision: z.number(),
  }),
  keys: ({ accountId, batchId, kind }) => resultKey(accountId, batchId, kind),
});

const resultKey = (accountId: string, batchId: string, kind: BatchResultKind) => ({
  pk: `account#${accountId}`,
  sk: `result#${batchId}#${kind}`,
});

export const find = (
  accountId: string,
  batchId: string,
  kind: BatchResultKind,
): Promise<BatchResult | undefined> => Results.get(resultKey(accountId, batchId, kind));

/** Throws `not-found` alike for an unknown batch, one of another account, and a result nobody asked for. */
export const get = async (accountId: string, batchId: string, kind: BatchResultKind): Promise<BatchResult> =>
  (await find(accountId, batchId, kind)) ?? notFound('result');

/** The results of a batch that were ever asked for. */
export const list = (accountId: string, batchId: string): Promise<BatchResult[]> =>
  Results.getMany(batchResultKinds.map((kind) => resultKey(accountId, batchId, kind)));

/** Notes a request, over that of `earlier`. False when somebody else asked at the same moment. */
export const put = (earlier: BatchResult | undefined, next: BatchResult): Promise<boolean> =>
  commit([earlier ? Results.replacement(earlier, next) : Results.insertion(next)]);

/** False when it changed in between: a newer request came, or the batch was deleted. */
export const replace = (previous: BatchResult, next: BatchResult): Promise<boolean> =>
  commit([Results.replacement(previous, next)]);

/** Removes the results of a batch that is gone; exports at work see it and leave nothing behind. */
export async function removeAll(accountId: string, batchId: string): Promise<void> {
  await commit(batchResultKinds.map((kind) => Results.erasure(resultKey(accountId, batchId, kind))));
}
