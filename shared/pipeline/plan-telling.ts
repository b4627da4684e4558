import { sendMails } from '../contract/jobs.ts';
import type { PlanMail, PlanMailKind } from '../contract/mail.ts';
import type { Subscriber } from '../data/subscriptions.ts';
import * as users from '../data/users.ts';
import type { Account } from '../domain/account.ts';
import { graceUntil, type Subscription } from '../domain/subscription.ts';
import type { Log } from '../runtime/log.ts';
import { send } from '../runtime/send.ts';

/** Whoever has made a change tells of it, after it has happened, so it is told once. Takes the need `mail:send`. */

/** What a mail says besides who it goes to. */
type Told = Omit<PlanMail, 'to' | 'account'>;

/** Tells the owner of an account by mail what has become of its plan. It never throws: the change stands. */
export async function tellOwner(account: Account, told: Told, log: Log): Promise<void> {
  try {
    const owner = await users.find(account.ownerId);
    if (!owner) return;
    const to = { email: owner.email, name: owner.name };
    await send(sendMails, [{ ...told, to, account: account.name }]);
  } catch (error) {
    log.error('plan.not-told', { kind: told.kind, error });
  }
}

/**
 * As {@link tellOwner}, of a subscription as it is now.
 *
 * @param kobo what was paid, or what is to be
 */
export function tellOfPlan(
  kind: PlanMailKind,
  { account, subscription }: Subscriber & { subscription: Subscription },
  { kobo, agreeAt, log }: { kobo: number; agreeAt?: string; log: Log },
): Promise<void> {
  const { plan, period, state, lookAt } = subscription;
  const isDue = state === 'past-due' || kind === 'plan-agree';
  const until = isDue ? graceUntil(subscription) : period.until;
  return tellOwner(account, { kind, plan, kobo, until, nextTryAt: isDue ? lookAt : undefined, agreeAt }, log);
}
