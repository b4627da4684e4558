import * as payments from '../data/payments.ts';
import { namesNoPayer, withoutPayer } from '../domain/payment.ts';
import { requireWon } from '../domain/revision.ts';

/** What somebody who is erased has paid for others stays theirs, without what says who paid. May be done again. */
export async function leavePayments(userId: string): Promise<void> {
  for await (const payment of payments.allOfUser(userId))
    if (!namesNoPayer(payment)) requireWon(await payments.replace(payment, withoutPayer(payment)));
}
