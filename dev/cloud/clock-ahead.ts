/**
 * Lets this thread live some days in the future: whoever tries out renewals, deadlines or retention on a laptop need not wait for them. Timers
 * run as ever, and so does what runs outside: the product takes its time from `Date` alone.
 *
 * @param ms milliseconds; 0 leaves everything as it is
 */
export function setClockAhead(ms: number): void {
  if (ms === 0) return;
  const real = globalThis.Date;
  const now = (): number => real.now() + ms;
  globalThis.Date = new Proxy(real, {
    apply: () => new real(now()).toString(),
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}

/** Milliseconds of `DAYS_AHEAD`. Throws for what is not a number of days from 0 to 3650. */
export function clockAheadOf(daysAhead = '0'): number {
  const days = Number(daysAhead);
  if (daysAhead.trim() === '' || !(days >= 0 && days <= 3650))
    throw new Error('DAYS_AHEAD must be a number of days from 0 to 3650.');
  return days * 24 * 60 * 60_000;
}
