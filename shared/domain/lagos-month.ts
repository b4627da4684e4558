/** Months as people in Lagos have them, an hour ahead of UTC. */

const zone = '+01:00';

/** `2026-11`. */
export const monthPattern = /^[1-9]\d{3}-(?:0[1-9]|1[0-2])$/;

/** The first and the last moment of a month, as times are stored: RFC 3339 in UTC, to the millisecond. */
export function momentsOfMonth(month: string): { from: string; to: string } {
  const begin = new Date(`${month}-01T00:00:00.000${zone}`);
  const end = new Date(`${nextMonth(month)}-01T00:00:00.000${zone}`);
  return { from: begin.toISOString(), to: new Date(end.getTime() - 1).toISOString() };
}

function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

const names = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `November 2026`, of a month or a day of it. */
export const monthName = (date: string): string =>
  `${names[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`;

/** `3 November 2026`. */
export const dayName = (day: string): string => `${Number(day.slice(8, 10))} ${monthName(day)}`;

/** `3 Nov 2026`, for columns. */
export const shortDay = (day: string): string =>
  `${Number(day.slice(8, 10))} ${monthName(day).slice(0, 3)} ${day.slice(0, 4)}`;
