import { getMe } from '../../../shared/contract/auth.ts';
import * as papers from '../../../shared/data/papers.ts';
import { concludePaper, orderPaper, type Paper } from '../../../shared/domain/paper/paper.ts';
import type { Person } from '../../support/people.ts';
import { freshId } from '../../support/table.ts';

/** A statement of somebody that is queued, and that nobody will make. */
export async function queuedStatement({ api }: Person): Promise<Paper> {
  const { accountId } = (await api.call(getMe, {})).body;
  const paperId = freshId('doc').replace('doc_', 'stm_');
  const order = { accountId, paperId, kind: 'statement', subject: '2026-11', through: 3 } as const;
  const paper = orderPaper({ ...order, createdBy: freshId('usr') }, new Date());
  await papers.insert(paper);
  return paper;
}

/** One that is ready, although its file lies nowhere. */
export async function readyStatement(person: Person): Promise<Paper> {
  const paper = await queuedStatement(person);
  const file = { sha256: 'a'.repeat(64), size: 7, pages: 2 };
  const ready = concludePaper(paper, file, new Date());
  if (!ready) throw new Error('it was queued');
  await papers.replace(paper, ready);
  return ready;
}
