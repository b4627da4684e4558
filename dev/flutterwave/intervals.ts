/** How often plans charge (study, 4.1): names, or `every x y` with a number or its word. */

const named: Record<string, [number, Unit]> = {
  hourly: [1, 'hour'],
  daily: [1, 'day'],
  weekly: [1, 'week'],
  monthly: [1, 'month'],
  quarterly: [3, 'month'],
  'bi-annually': [6, 'month'],
  yearly: [1, 'year'],
};

const units = ['hour', 'day', 'week', 'month', 'year'] as const;
type Unit = (typeof units)[number];

const words = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');

function read(interval: string): [number, Unit] | undefined {
  const [, count = '', unit = ''] = /^every (\w+) (\w+?)s?$/.exec(interval) ?? [];
  const found = units.find((each) => each === unit);
  const number = words.includes(count) ? words.indexOf(count) + 1 : Number(count);
  return named[interval] ?? (found && Number.isInteger(number) && number > 0 ? [number, found] : undefined);
}

export const isInterval = (interval: string): boolean => read(interval) !== undefined;

/** The time one interval later, in milliseconds; months keep their day as far as they have it. */
export function nextTime(interval: string, from: number): number {
  const [count, unit] = read(interval) ?? [1, 'month'];
  const hours = { hour: 1, day: 24, week: 168, month: 0, year: 0 }[unit];
  if (hours > 0) return from + count * hours * 3_600_000;
  const date = new Date(from);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + count * (unit === 'year' ? 12 : 1));
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}
