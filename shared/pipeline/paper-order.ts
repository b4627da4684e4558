import { makePapers } from '../contract/jobs-papers.ts';
import * as papers from '../data/papers.ts';
import { type Paper, reorderPaper } from '../domain/paper/paper.ts';
import { requireWon } from '../domain/revision.ts';
import { send } from '../runtime/send.ts';

/** Sees to it that somebody makes a paper, unless it is made; of many requests at once one queues it. */
export async function requestPaper(paper: Paper, at: Date): Promise<Paper> {
  const found = await papers.find(paper.accountId, paper.paperId);
  const next = found ? reorderPaper(found, at) : paper;
  if (!next) return found ?? paper;
  const isOurs = found ? await papers.replace(found, next) : await papers.insert(next);
  // Somebody asked at the same moment, and has it made.
  if (!isOurs) return (await papers.find(paper.accountId, paper.paperId)) ?? requireWon(false);
  await send(makePapers, [{ accountId: paper.accountId, paperId: paper.paperId }]);
  return next;
}
