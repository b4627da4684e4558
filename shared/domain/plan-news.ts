import type { Subscription } from './subscription.ts';

/** What the owner of a plan is to be told, noted with the change that it is about: whoever dies in between leaves it to the clock. */

/** What a change of a plan is told as. */
export const planNews = [
  'plan-paid',
  'plan-wanting',
  'plan-unpaid',
  'plan-ending',
  'plan-ended',
  'plan-card-gone',
] as const;

export interface PlanNews {
  kind: (typeof planNews)[number];
  /** Whole kobo: what was paid, or what is to be. */
  kobo: number;
  /** When the clock looks at the subscription once it is told. */
  lookAt?: string | undefined;
}

/** The subscription with something that its owner is to be told, which the clock does at once if nobody else has. */
export const withNews = (
  subscription: Subscription,
  news: Pick<PlanNews, 'kind' | 'kobo'>,
  at: Date,
): Subscription => ({
  ...subscription,
  news: { ...news, lookAt: nextLookOf(subscription) },
  lookAt: at.toISOString(),
});

/** The subscription once its owner was told. */
export const toldOf = (subscription: Subscription): Subscription => ({
  ...subscription,
  news: undefined,
  lookAt: nextLookOf(subscription),
  revision: subscription.revision + 1,
});

/** When the clock does something about the plan itself. */
export const nextLookOf = ({ news, lookAt }: Pick<Subscription, 'news' | 'lookAt'>): string | undefined =>
  news ? news.lookAt : lookAt;
