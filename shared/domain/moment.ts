import { fail } from './fault.ts';

/** The first or the last moment of what somebody named, a moment or a day in UTC; as times are stored, where text order is time order. */
export const momentOf = (text: string, end: 'first' | 'last'): string =>
  new Date(
    text.includes('T') ? text : `${text}${end === 'first' ? 'T00:00:00.000Z' : 'T23:59:59.999Z'}`,
  ).toISOString();

/** From when till when, both included; what is left out does not matter. */
export interface Period {
  from?: string | undefined;
  to?: string | undefined;
}

/** The moments of what somebody named. Throws `invalid-request` for a period that ends before it begins. */
export function periodOf({ from, to }: Period): Period {
  const period = { from: from && momentOf(from, 'first'), to: to && momentOf(to, 'last') };
  if (period.from && period.to && period.from > period.to)
    fail('invalid-request', 'Check from and to.', [
      { field: 'from', message: 'This is after the end of the period.' },
    ]);
  return period;
}
