import type { Subscription } from './subscription.ts';

/** What the present month of a plan is worth to whoever gives it up for a dearer one, while money for it goes back and comes again. */

/** Which money of the present month: what it was paid with itself, or what was credited for the month before. */
export const worthParts = ['paid', 'credit'] as const;
export type WorthPart = (typeof worthParts)[number];

/** What a month has become worth less, by the number of that month. */
export interface Lowered {
  number: number;
  part: WorthPart;
  kobo: number;
}

/**
 * What money for a month stands for in the present one; undefined for an earlier one, of which nothing lives on.
 *
 * @param number of the month that it was paid for
 */
export function worthPartOf(
  { number: present, creditKobo }: Subscription,
  number: number,
): WorthPart | undefined {
  if (number === present) return 'paid';
  return number + 1 === present && creditKobo !== undefined ? 'credit' : undefined;
}

/**
 * Money of its month has gone back: the month is worth so much less to whoever gives it up for a dearer one. Never by more
 * than that part of it: the rest of an earlier month's money was for what was had of that.
 */
export function lowerWorth(subscription: Subscription, kobo: number, part: WorthPart): Subscription {
  const { worthKobo, creditKobo = 0 } = subscription;
  const most = part === 'credit' ? creditKobo : worthKobo - creditKobo;
  return worthChangedBy(subscription, -Math.min(kobo, most), part);
}

/**
 * Whether what has gone back of a part ends the plan: nothing that was paid for the month itself is left, whatever was credited for the one
 * before; or nothing that it is worth.
 */
export const isForNothing = ({ worthKobo, creditKobo = 0 }: Subscription, part: WorthPart): boolean =>
  (part === 'paid' ? worthKobo - creditKobo : worthKobo) === 0;

/**
 * Money of its month is here again: the month is worth what it was before {@link lowerWorth}. Undefined where another month has begun since:
 * what that one was credited stays as it was agreed to.
 */
export const raiseWorth = (
  subscription: Subscription,
  { number, part, kobo }: Lowered,
): Subscription | undefined =>
  number === subscription.number ? worthChangedBy(subscription, kobo, part) : undefined;

const worthChangedBy = (subscription: Subscription, kobo: number, part: WorthPart): Subscription => ({
  ...subscription,
  worthKobo: subscription.worthKobo + kobo,
  ...(part === 'credit' ? { creditKobo: (subscription.creditKobo ?? 0) + kobo } : {}),
  revision: subscription.revision + 1,
});
