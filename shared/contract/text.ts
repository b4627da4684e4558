import * as z from 'zod';

/**
 * One line that people read, trimmed. Control characters stay out, so that CR and LF never get as far as a header
 * of a mail or a reply; so does half of a surrogate pair, which has no UTF-8 form and which DynamoDB refuses.
 */
export const line = (longest: number, missing = 'Give a name.') =>
  z
    .string()
    .trim()
    .min(1, missing)
    .max(longest, `Use at most ${longest} characters.`)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Leave out line breaks and control characters.');

/** Text of several lines, trimmed; may be empty. */
export const prose = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest, `Use at most ${longest.toLocaleString('en')} characters.`)
    .regex(/^[^\p{Cs}]*$/u, 'Leave out broken characters.');
