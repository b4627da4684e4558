import * as z from 'zod';

/** Trimmed and lower-cased: two spellings of one address are one user. 128: Cognito's limit for a user name. */
export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email('Give an e-mail address.').max(128, 'Use at most 128 characters.'))
  .describe('An e-mail address.');
