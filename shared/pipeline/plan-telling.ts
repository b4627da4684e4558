import { sendMails } from '../contract/jobs.ts';
import type { PlanMailKind } from '../contract/mail.ts';
import type { Subscriber } from '../data/subscriptions.ts';
import * as users from '../data/users.ts';
import { graceUntil, type Subscription } from '../domain/subscription.ts';
import type { Log } from '../runtime/log.ts';
import { send } from '../runtime/send.ts';

/**
 * Tells the owner of an account by mail what has become of its plan, after it has happened; takes the need `mail:send`. It never
 * throws: the change stands. Whoever has made the change tells of it, so it is told once.
 *
 * @param kobo what was paid, or what is to be
 */
export async function tellOfPlan(
  kind: PlanMailKind,
  { account, subscription }: Subscriber & { subscription: Subscription },
  { kobo, log }: { kobo: number; log: Log },
): Promise<void> {
  const { plan, period, state, lookAt } = subscription;
  try {
    const owner = await users.find(account.ownerId);
    if (!owner) return;
    const to = { email: owner.email, name: owner.name };
    const until = state === 'past-due' ? graceUntil(subscription) : period.until;
    const nextTryAt = state === 'past-due' ? lookAt : undefined;
    await send(sendMails, [{ kind, to, account: account.name, plan, kobo, until, nextTryAt }]);
  } catch (error) {
    log.error('plan.not-told', { kind, error });
  }
}
