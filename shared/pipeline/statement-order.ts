import { makePapers } from '../contract/jobs-papers.ts';
import * as accounts from '../data/accounts.ts';
import { digest } from '../data/audit-append.ts';
import { rangeOf } from '../data/ledger-reading.ts';
import * as papers from '../data/papers.ts';
import { fail } from '../domain/fault.ts';
import { momentsOfMonth } from '../domain/lagos-month.ts';
import { orderPaper, type Paper, reorderPaper, statementId } from '../domain/paper/paper.ts';
import { monthOf } from '../domain/plan.ts';
import { requireWon } from '../domain/revision.ts';
import { send } from '../runtime/send.ts';

/**
 * Asks for the statement of a month: the one that there is, as long as no money has moved since. Throws `invalid-request` for a month that
 * has not begun, or in which the account did not exist. When the queue cannot be
 * reached the caller hears it, and may simply ask again.
 */
export async function requestStatement(
  actor: { accountId: string; userId: string },
  month: string,
  at: Date,
): Promise<Paper> {
  const { accountId, userId: createdBy } = actor;
  const account = await accounts.get(accountId);
  if (month > monthOf(at)) refuse('This month has not begun.');
  if (month < monthOf(new Date(account.createdAt))) refuse('There was no such account then.');
  // Of a month without movements this is the last one before it.
  const { last: through } = await rangeOf(accountId, { to: momentsOfMonth(month).to });
  const paperId = statementId({ accountId, month, through }, digest);
  const order = { accountId, paperId, kind: 'statement', subject: month, through, createdBy } as const;
  return requested(orderPaper(order, at), at);
}

const refuse = (message: string): never => fail('invalid-request', message, [{ field: 'month', message }]);

/** Sees to it that somebody makes a paper, unless it is made; of many requests at once one queues it. */
async function requested(paper: Paper, at: Date): Promise<Paper> {
  const found = await papers.find(paper.accountId, paper.paperId);
  const next = found ? reorderPaper(found, at) : paper;
  if (!next) return found ?? paper;
  const isOurs = found ? await papers.replace(found, next) : await papers.insert(next);
  // Somebody asked at the same moment, and has it made.
  if (!isOurs) return (await papers.find(paper.accountId, paper.paperId)) ?? requireWon(false);
  await send(makePapers, [{ accountId: paper.accountId, paperId: paper.paperId }]);
  return next;
}
