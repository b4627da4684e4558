import { type Plan, planLimits } from './plan.ts';

/** What requests are counted as. The numbers are those of the systems that this one replaces. */
export const limitCategories = [
  'default',
  'login',
  'registration',
  'template-creation',
  'generation',
  'webhook',
] as const;
export type LimitCategory = (typeof limitCategories)[number];

/** How often one subject may do something: somebody known, or an address where nobody is known. */
export interface Limit {
  /** Requests within a window. */
  most: number;
  /** Length of a window, seconds. */
  seconds: number;
}

const minute = 60;
const hour = 60 * minute;

const limits: Record<Exclude<LimitCategory, 'generation'>, Limit> = {
  default: { most: 100, seconds: minute },
  login: { most: 5, seconds: minute },
  registration: { most: 3, seconds: minute },
  'template-creation': { most: 10, seconds: hour },
  // The provider sends from few addresses; what it is refused it repeats half an hour later.
  webhook: { most: 1000, seconds: minute },
};

/** Whether the limit is one of the free plan only, so that the account must be known before anything is counted. */
export const dependsOnPlan = (category: LimitCategory): boolean => category === 'generation';

/** The limit of a category on a plan; undefined: as often as they like. `factor` multiplies every limit of a stage. */
export function limitOf(category: LimitCategory, plan: Plan, factor: number): Limit | undefined {
  const limit = category === 'generation' ? generationOn(plan) : limits[category];
  return limit && { ...limit, most: limit.most * factor };
}

function generationOn(plan: Plan): Limit | undefined {
  const { requestsAnHour } = planLimits[plan];
  return requestsAnHour === undefined ? undefined : { most: requestsAnHour, seconds: hour };
}

/** A stretch of time in which requests are counted together: all that come in it share one counter. */
export interface Window {
  index: number;
  /** How much of it is over, whole milliseconds: so that sums are exact. */
  elapsed: number;
}

const lengthOf = ({ seconds }: Limit): number => seconds * 1000;

export function windowAt(limit: Limit, at: Date): Window {
  const length = lengthOf(limit);
  const index = Math.floor(at.getTime() / length);
  return { index, elapsed: at.getTime() - index * length };
}

/** Seconds since 1970 after which nobody asks for the counter of a window any more: when the next one is over. */
export const countedUntil = ({ seconds }: Limit, { index }: Window): number => (index + 2) * seconds;

/** What counters say of a subject. */
export interface Tally {
  /** Requests let in during the window before. */
  previous: number;
  /** Those of this window, with the present one if it was counted. */
  current: number;
}

/** How a subject stands after a request; what the headers `RateLimit-…` say. */
export interface Standing {
  limit: Limit;
  /** Requests that would be let in at this moment. */
  remaining: number;
  /** Seconds until more would be, whole. */
  resetAfter: number;
}

/**
 * Room for further requests, times the length of the window. Those of the window before count by the share of it that still
 * lies within the last `seconds`, as if they had come evenly: nobody gets twice the limit by waiting for the end of a window.
 */
function roomIn(limit: Limit, { elapsed }: Window, { previous, current }: Tally): number {
  const length = lengthOf(limit);
  return (limit.most - current) * length - previous * (length - elapsed);
}

/** Whether a request that was counted is within the limit. */
export const isWithin = (limit: Limit, window: Window, tally: Tally): boolean =>
  roomIn(limit, window, tally) >= 0;

export function standingOf(limit: Limit, window: Window, tally: Tally): Standing {
  const length = lengthOf(limit);
  const remaining = Math.max(0, Math.floor(roomIn(limit, window, tally) / length));
  const untilMore = remaining > 0 ? length - window.elapsed : untilNext(limit, window, tally);
  return { limit, remaining, resetAfter: Math.max(1, Math.ceil(untilMore / 1000)) };
}

/** Milliseconds until one more request would be let in, if none came in between. */
function untilNext(limit: Limit, { elapsed }: Window, { previous, current }: Tally): number {
  const length = lengthOf(limit);
  // How much of a window must be over until no more than this of what the one before had still counts.
  const over = (count: number, allowed: number): number =>
    count > allowed ? length - Math.floor((allowed * length) / count) : 0;
  // The present window has room, or it must end first.
  return current < limit.most
    ? over(previous, limit.most - current - 1) - elapsed
    : length - elapsed + over(current, limit.most - 1);
}

const unit: Record<number, string> = { [minute]: 'a minute', [hour]: 'an hour' };

/** The refusal of a request that came too early. */
export const tooOften = ({ limit: { most, seconds }, resetAfter }: Standing): string =>
  `Only ${most} such ${most === 1 ? 'request is' : 'requests are'} allowed ${unit[seconds] ?? `in ${seconds} seconds`}. Try again in ${resetAfter} ${resetAfter === 1 ? 'second' : 'seconds'}.`;
