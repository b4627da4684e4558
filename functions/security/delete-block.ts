import { deleteBlock } from '../../shared/contract/security-events.ts';
import * as blocks from '../../shared/data/blocks.ts';
import { notFound } from '../../shared/domain/fault.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { http } from '../../shared/runtime/http.ts';

/** One that is over is not there any more, even while the table still has it. */
export const handler = http(deleteBlock, async ({ params, now }) => {
  const block = await blocks.find(params.blockId);
  if (!block || Date.parse(block.until) <= now().getTime()) return notFound('block');
  requireWon(await blocks.lift(block));
});
