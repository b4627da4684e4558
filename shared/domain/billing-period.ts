import type { Account } from './account.ts';
import { lagosAhead, monthOf, type Plan } from './plan.ts';

/** Months of a plan: when they begin and end, and which plan counts at a time. */

/** A stretch of time, from its first moment until just before its last. RFC 3339, UTC. */
export interface Period {
  from: string;
  until: string;
}

/** What an account has paid for. It lies on the account, so that one read says which plan counts, however late the clock is. */
export interface PaidPeriod extends Period {
  /** What counts when the period is over and nothing more has been paid, while the grace lasts: `free` where there is none. */
  nextPlan: Plan;
  graceUntil: string;
}

/**
 * The plan that counts at a time. A plan without a period was given by an operator, and lasts until they take it back; one that was
 * paid for ends by itself.
 */
export function planAt({ plan, paid }: Pick<Account, 'plan' | 'paid'>, at: Date): Plan {
  const now = at.toISOString();
  if (!paid || now < paid.until) return plan;
  return now < paid.graceUntil ? paid.nextPlan : 'free';
}

/** In which included documents are counted. */
export interface QuotaPeriod extends Period {
  /** What they are counted under, for ever: a month that was paid for has its own, whenever it began. */
  key: string;
  /** As people in Lagos have it: `2026-11`, or the day on which a month began that was paid for. */
  name: string;
}

/** The month of a plan that was paid for; while there is grace, still the last one. Otherwise the month of the calendar. */
export function quotaPeriodAt(account: Pick<Account, 'plan' | 'paid'>, at: Date): QuotaPeriod {
  const { paid } = account;
  if (!paid || planAt(account, at) === 'free') return calendarMonth(at);
  const { from, until, graceUntil } = paid;
  return { key: from, name: dayOf(from), from, until: at.toISOString() < until ? until : graceUntil };
}

function calendarMonth(at: Date): QuotaPeriod {
  const month = monthOf(at);
  const from = inLagos(at.toISOString());
  const first = (months: number): string =>
    fromLagos(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1));
  return { key: month, name: month, from: first(0), until: first(1) };
}

/** A time whose UTC fields read as clocks in Lagos do. */
const inLagos = (time: string): Date => new Date(Date.parse(time) + lagosAhead);

const fromLagos = (time: number): string => new Date(time - lagosAhead).toISOString();

const dayOf = (time: string): string => inLagos(time).toISOString().slice(0, 10);

/** The day of the month in Lagos: months that were paid for begin on it, where the month has it. */
export const anchorDayOf = (time: string): number => inLagos(time).getUTCDate();

/** A month later: on the anchor day, or on the last day of a month that has not so many; at the same time of day. */
export function monthAfter(from: string, anchorDay: number): string {
  const begun = inLagos(from);
  const [year, month] = [begun.getUTCFullYear(), begun.getUTCMonth() + 1];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const timeOfDay = begun.getTime() % day;
  return fromLagos(Date.UTC(year, month, Math.min(anchorDay, last)) + timeOfDay);
}

const hour = 60 * 60_000;
const day = 24 * hour;

/** A month that begins at a time. */
export const monthFrom = (from: string, anchorDay: number): Period => ({
  from,
  until: monthAfter(from, anchorDay),
});

/**
 * Kobo that a period is still worth that is given up before it is over: of what it was worth, the share of its whole hours that have
 * not begun, or that of its documents that were not used, whichever is less. Never more than it was worth, and never negative.
 *
 * @param documents of the period, that it includes and that were used
 */
export function creditFor(
  worthKobo: number,
  period: Period,
  documents: { included: number; used: number },
  at: Date,
): number {
  const { included, used } = documents;
  return Math.min(
    creditByTime(worthKobo, period, at),
    // Where nothing is included, only time is paid for.
    included === 0 ? worthKobo : shareOf(worthKobo, included - used, included),
  );
}

/** How many documents of a period can be used while time alone decides {@link creditFor}: they take nothing off it. */
export function timeDecidesUpTo(worthKobo: number, period: Period, included: number, at: Date): number {
  const byTime = creditByTime(worthKobo, period, at);
  if (byTime === 0 || included === 0) return Number.MAX_SAFE_INTEGER;
  return included - Math.ceil((byTime * included) / worthKobo);
}

function creditByTime(worthKobo: number, { from, until }: Period, at: Date): number {
  const hours = Math.floor((Date.parse(until) - Date.parse(from)) / hour);
  const hoursLeft = Math.floor((Date.parse(until) - Math.max(at.getTime(), Date.parse(from))) / hour);
  return shareOf(worthKobo, hoursLeft, hours);
}

/** Whole kobo; products stay exact below 9 quadrillion, which is a month of 12 million naira times its hours. */
const shareOf = (kobo: number, part: number, whole: number): number =>
  Math.floor((kobo * Math.max(0, Math.min(part, whole))) / whole);
