import { createHash } from 'node:crypto';
import * as z from 'zod';
import { entryIn } from '../data/audit-reading.ts';
import { chainBehind } from '../data/audit-walk.ts';
import { fromCursor, toCursor } from '../data/cursor.ts';
import { type ChainEnd, type Digest, emptyChain } from '../domain/audit-chain.ts';
import { type ChainAnchor, type ChainFault, ChainVerifier } from '../domain/audit-verifier.ts';
import type { ErasedOrigins } from '../domain/erased-origins.ts';
import { listAnchors } from '../files/anchors.ts';
import { log } from '../runtime/log.ts';

const digest: Digest = (text) => createHash('sha256').update(text).digest('hex');

/** What was proved in earlier requests. */
const Proved = z.object({
  seq: z.int(),
  hash: z.string(),
  at: z.string(),
  erased: z
    .object({
      count: z.int(),
      first: z.int(),
      last: z.int(),
      unexplained: z.record(z.string(), z.int()),
    })
    .optional(),
});

interface Proof {
  verdict: 'whole' | 'broken' | 'unfinished';
  /** The last entry up to which everything is in order. */
  proved: { seq: number; hash: string };
  /** The last anchor that was passed, and so agrees. */
  anchored: ChainAnchor | undefined;
  originsErased: Pick<ErasedOrigins, 'count' | 'first' | 'last'> | undefined;
  fault?: ChainFault;
  nextCursor?: string | undefined;
}

/**
 * Proves a chain, or names the first entry that is broken; as far as `limit` entries go. A proof goes on where an earlier one
 * came to, as a cursor says that nobody else can make.
 */
export async function proveChain(
  accountId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Proof> {
  const scope = `audit-proof|${accountId}`;
  const { erased, ...from }: ChainEnd & { erased?: ErasedOrigins | undefined } =
    cursor === undefined ? emptyChain : Proved.parse(fromCursor(scope, cursor));
  const anchors = await listAnchors(accountId);
  const verifier = new ChainVerifier({ accountId, from, anchors, digest, erased });
  const { isOver, fault } = await walk(verifier, chainBehind(accountId, from.seq), limit);
  const { seq, hash } = verifier.end;
  const proved = { seq, hash };
  const found = { proved, anchored: latestOf(anchors, seq), originsErased: shownOf(verifier.erased) };
  if (fault) {
    log.error('audit.broken', { accountId, seq: fault.seq, code: fault.code });
    return { verdict: 'broken', ...found, fault };
  }
  if (isOver) return { verdict: 'whole', ...found };
  return {
    verdict: 'unfinished',
    ...found,
    nextCursor: toCursor(scope, { ...verifier.end, erased: verifier.erased }),
  };
}

const shownOf = (erased: ErasedOrigins | undefined): Proof['originsErased'] =>
  erased && { count: erased.count, first: erased.first, last: erased.last };

const latestOf = (anchors: readonly ChainAnchor[], upTo: number): ChainAnchor | undefined =>
  anchors.filter(({ seq }) => seq <= upTo).toSorted((left, right) => right.seq - left.seq)[0];

/** Takes so many entries at most; the end of the chain is looked at when there are no more. */
async function walk(
  verifier: ChainVerifier,
  chain: ReturnType<typeof chainBehind>,
  limit: number,
): Promise<{ isOver: boolean; fault?: ChainFault | undefined }> {
  for (let taken = 0; ; taken++) {
    const step = await chain.next();
    if (step.done) return { isOver: true, fault: verifier.finish(step.value) };
    if (taken === limit) return { isOver: false };
    const fault = verifier.take(entryIn(step.value));
    if (fault) return { isOver: false, fault };
  }
}
