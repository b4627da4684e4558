/** Where a request comes from, as far as we can know it. */
export interface Client {
  /** Network address of whoever opened the connection; nothing that a header claims. */
  address: string;
  /** What the program says of itself, at most {@link longestUserAgent} characters; empty when it says nothing. */
  userAgent: string;
}

/** Characters of a user agent that are kept: those of browsers have some 120. */
export const longestUserAgent = 300;

/** A user agent on one line, without what could disturb a log or a terminal. */
export const plainUserAgent = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .slice(0, longestUserAgent)
    .trim();
