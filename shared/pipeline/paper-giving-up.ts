import * as papers from '../data/papers.ts';
import { failPaper, type Paper, paperGivenUp } from '../domain/paper/paper.ts';

/** Notes that a paper was given up. False when it has ended in another way. */
export async function giveUpPaper(
  { accountId, paperId }: { accountId: string; paperId: string },
  now: () => Date,
): Promise<boolean> {
  const paper = await papers.find(accountId, paperId);
  return paper !== undefined && endAsFailed(paper, paperGivenUp, now());
}

/** False when it has ended already, or somebody changed it in between. */
export async function endAsFailed(paper: Paper, failure: Paper['failure'], at: Date): Promise<boolean> {
  const failed = failPaper(paper, failure, at);
  return failed !== undefined && (await papers.replace(paper, failed));
}
