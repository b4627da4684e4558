import { createHash } from 'node:crypto';
import { digest } from '../data/audit-append.ts';
import * as papers from '../data/papers.ts';
import { leftoverOf } from '../domain/leftover.ts';
import { mediaTypes } from '../domain/media-types.ts';
import { concludePaper, type Paper, type PaperFile, statementsOf } from '../domain/paper/paper.ts';
import { receiptsOf } from '../domain/paper/receipt.ts';
import { withSeller } from '../domain/paper/seller.ts';
import { fillPaper } from '../engines/paper/fill-paper.ts';
import { deleteFolder, storeArtefact } from '../files/artefacts.ts';
import { paperFolder, paperKey } from '../files/keys.ts';
import { removeLeftover } from './leftover-removal.ts';
import { endAsFailed } from './paper-giving-up.ts';
import { orFailure, printDocx } from './printing.ts';
import { valuesOfReceipt } from './receipt-making.ts';
import { sellerOfStage } from './seller.ts';
import { valuesOfStatement } from './statement-making.ts';

/**
 * Makes a paper that was asked for. One that has ended is left alone, so a message may come twice: both make the same bytes under
 * the same name. Throws only for what may be better the next time, and for a ledger that does not add up, which nobody is to find in a file.
 */
export async function makePaper(
  { accountId, paperId }: { accountId: string; paperId: string },
  now: () => Date,
): Promise<'ready' | 'failed' | 'skipped'> {
  const paper = await papers.find(accountId, paperId);
  if (paper?.state !== 'queued') return 'skipped';
  const told = await contentOf(paper);
  const printed =
    'failure' in told
      ? told
      : await orFailure(async () =>
          printDocx(await fillPaper(paper.kind, withSeller(told.values, sellerOfStage())), {}),
        );
  if ('failure' in printed) return (await endAsFailed(paper, printed.failure, now())) ? 'failed' : 'skipped';
  const file = await store(paper, printed);
  return conclude(paper, file, now);
}

const contentOf = async (paper: Paper): ReturnType<typeof valuesOfReceipt> =>
  paper.kind === 'receipt' ? valuesOfReceipt(paper) : { values: await valuesOfStatement(paper) };

async function store(
  { accountId, paperId }: Paper,
  printed: { bytes: Buffer; pages: number },
): Promise<PaperFile> {
  const { bytes, pages } = printed;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await storeArtefact(paperKey(accountId, paperId, sha256), bytes, mediaTypes.pdf);
  return { sha256, size: bytes.length, pages };
}

/** Writes the end of a paper, also when somebody has queued it again meanwhile. What nobody speaks of any more is removed. */
async function conclude(paper: Paper, file: PaperFile, now: () => Date): Promise<'ready' | 'skipped'> {
  let latest: Paper | undefined = paper;
  while (latest?.state === 'queued') {
    const ready = concludePaper(latest, file, now());
    if (ready && (await papers.replace(latest, ready))) {
      await removeReplaced(ready, now());
      return 'ready';
    }
    latest = await papers.find(paper.accountId, paper.paperId);
  }
  // Erased with the account while it was made.
  if (!latest) await deleteFolder(paperFolder(paper.accountId, paper.paperId));
  return 'skipped';
}

/** Papers about the same that were asked for before, when less had happened: nobody asks for them any more. */
async function removeReplaced(paper: Paper, at: Date): Promise<void> {
  const { accountId, paperId, subject, createdAt } = paper;
  const beginning = paper.kind === 'receipt' ? receiptsOf(subject, digest) : statementsOf(subject);
  for (const other of await papers.listBeginning(accountId, beginning)) {
    if (other.paperId === paperId || other.createdAt > createdAt) continue;
    const left = leftoverOf(other, other.paperId, { folder: paperFolder(accountId, other.paperId) }, at);
    if (await papers.remove(other, left)) await removeLeftover(left);
  }
}
