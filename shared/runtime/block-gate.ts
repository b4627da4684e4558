import { type Block, holdsFor } from '../domain/block.ts';
import { failFor } from '../domain/fault.ts';
import type { LimitCategory } from '../domain/rate-limit.ts';

/** Throws `temporarily-blocked` for a request that a block holds for. */
export async function requireUnblocked(
  block: Block | undefined,
  request: { isKnown: boolean; category: LimitCategory },
  at: Date,
): Promise<void> {
  if (!block || !holdsFor(block, request, at)) return;
  const { keptOut, secondsLeft } = await import('../domain/abuse.ts');
  const seconds = secondsLeft(block, at);
  failFor(seconds, 'temporarily-blocked', keptOut(seconds));
}
