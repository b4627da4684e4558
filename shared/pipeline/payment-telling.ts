import { sendMails } from '../contract/jobs.ts';
import type { PaymentMailKind } from '../contract/mail.ts';
import * as accounts from '../data/accounts.ts';
import * as users from '../data/users.ts';
import { type Payment, purposeWord } from '../domain/payment.ts';
import type { PaymentAttempt } from '../domain/payment-attempt.ts';
import type { Log } from '../runtime/log.ts';
import { send } from '../runtime/send.ts';

/**
 * Tells the owner of an account by mail what became of money that does not fit its payment, after it has happened; takes the need `mail:send`. It
 * never throws: the money is where it is, and a queue that cannot be reached must not make it look undone. Nobody is told where nobody is left.
 */
export async function tellOfMoney(
  kind: PaymentMailKind,
  { accountId, purpose, amountKobo: askedKobo }: Payment,
  { amountKobo: cameKobo, currency }: Pick<PaymentAttempt, 'amountKobo' | 'currency'>,
  log: Log,
): Promise<void> {
  try {
    const account = await accounts.find(accountId);
    const owner = account && (await users.find(account.ownerId));
    if (!owner) return;
    const to = { email: owner.email, name: owner.name };
    const about = { account: account.name, purpose: purposeWord(purpose), askedKobo, cameKobo, currency };
    await send(sendMails, [{ kind, to, ...about }]);
  } catch (error) {
    log.error('payment.not-told', { kind, error });
  }
}
