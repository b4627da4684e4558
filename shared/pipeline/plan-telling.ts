import { sendMails } from '../contract/jobs.ts';
import type { PlanMail, PlanMailKind } from '../contract/mail.ts';
import type { Subscriber } from '../data/subscriptions.ts';
import * as subscriptions from '../data/subscriptions.ts';
import * as users from '../data/users.ts';
import type { Account } from '../domain/account.ts';
import { toldOf } from '../domain/plan-news.ts';
import { nextTryOf } from '../domain/renewal.ts';
import { graceUntil, type Subscription } from '../domain/subscription.ts';
import type { Log } from '../runtime/log.ts';
import { send } from '../runtime/send.ts';

/** Whoever has made a change tells of it, after it has happened. Takes the need `mail:send`. */

/** What a mail says besides who it goes to. */
type Told = Omit<PlanMail, 'to' | 'account'>;

/** Tells the owner of an account by mail what has become of its plan. It never throws, since the change stands; false when it failed. */
export async function tellOwner(account: Account, told: Told, log: Log): Promise<boolean> {
  try {
    const owner = await users.find(account.ownerId);
    if (!owner) return true;
    const to = { email: owner.email, name: owner.name };
    await send(sendMails, [{ ...told, to, account: account.name }]);
    return true;
  } catch (error) {
    log.error('plan.not-told', { kind: told.kind, error });
    return false;
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
): Promise<boolean> {
  const { plan, period, state } = subscription;
  const isDue = state === 'past-due' || kind === 'plan-agree';
  const until = isDue ? graceUntil(subscription) : period.until;
  return tellOwner(
    account,
    { kind, plan, kobo, until, nextTryAt: isDue ? nextTryOf(subscription) : undefined, agreeAt },
    log,
  );
}

/**
 * Tells the owner what was noted with a change, and that it is told. Whoever dies on the way leaves it to the clock, so a mail may come twice
 * and never fails to come. False when it could not be told now.
 */
export async function tellNews(
  { account, subscription }: Subscriber & { subscription: Subscription },
  { log, tell = tellOfPlan }: { log: Log; tell?: typeof tellOfPlan },
): Promise<boolean> {
  const { news } = subscription;
  if (!news) return true;
  const told = toldOf(subscription);
  if (!(await tell(news.kind, { account, subscription: told }, { kobo: news.kobo, log }))) return false;
  // Whoever has changed it meanwhile has done away with the note.
  await subscriptions.note(subscription, told);
  return true;
}
