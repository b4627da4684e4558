import list from 'text:@zxcvbn-ts/language-common/src/passwords.json';
import * as z from 'zod';

/** The 49,233 passwords most often found in breaches, of which 17,950 have eight characters or more. */
export const commonPasswords: ReadonlySet<string> = new Set(z.array(z.string()).parse(JSON.parse(list)));
