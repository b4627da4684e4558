import * as z from 'zod';

/**
 * One line that people read, trimmed. Control characters stay out, so that CR and LF never get as far as a header
 * of a mail or a reply; so does half of a surrogate pair, which has no UTF-8 form and which DynamoDB refuses; and so do the marks that make
 * what follows read backwards, so that a statement would say something else than it holds.
 */
export const line = (longest: number, missing = 'Give a name.') =>
  z
    .string()
    .trim()
    .min(1, missing)
    .max(longest, `Use at most ${longest} characters.`)
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'Leave out line breaks and control characters.')
    .regex(/^[^\u202A-\u202E\u2066-\u2069]*$/u, 'Leave out marks that change the direction of text.');

/** Text of several lines, trimmed; may be empty. */
export const prose = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest, `Use at most ${longest.toLocaleString('en')} characters.`)
    .regex(/^[^\p{Cs}]*$/u, 'Leave out broken characters.');
