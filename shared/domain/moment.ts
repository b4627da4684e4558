/** The first or the last moment of what somebody named, a moment or a day in UTC; as times are stored, where text order is time order. */
export const momentOf = (text: string, end: 'first' | 'last'): string =>
  new Date(
    text.includes('T') ? text : `${text}${end === 'first' ? 'T00:00:00.000Z' : 'T23:59:59.999Z'}`,
  ).toISOString();
