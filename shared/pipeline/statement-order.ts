import * as accounts from '../data/accounts.ts';
import { digest } from '../data/audit-append.ts';
import { rangeOf } from '../data/ledger-reading.ts';
import { fail } from '../domain/fault.ts';
import { momentsOfMonth } from '../domain/lagos-month.ts';
import { orderPaper, type Paper, statementId } from '../domain/paper/paper.ts';
import { monthOf } from '../domain/plan.ts';
import { requestPaper } from './paper-order.ts';

/**
 * Asks for the statement of a month: the one that there is, as long as no money has moved since and the month has not ended since. Throws `invalid-request` for a month that
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
  const paperId = statementId({ accountId, month, through, isOver: month < monthOf(at) }, digest);
  const order = { accountId, paperId, kind: 'statement', subject: month, through, createdBy } as const;
  return requestPaper(orderPaper(order, at), at);
}

const refuse = (message: string): never => fail('invalid-request', message, [{ field: 'month', message }]);
