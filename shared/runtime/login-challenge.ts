import * as z from 'zod';
import { fail } from '../domain/fault.ts';
import { type LoginChallenge, overChallenge } from '../domain/login-challenge.ts';
import { variable } from '../environment/variable.ts';
import { deriveKey, seal, unseal } from './sealed.ts';

const Content = z.strictObject({ session: z.string(), subject: z.string() });

/** The purpose is part of the key, so that nothing else made with this secret could be taken for a challenge. */
const key = (): Buffer => deriveKey(variable('CHALLENGE_KEY'), '', 'login challenge');

/** An opaque text that keeps the challenge at the client: it neither tells whom it is for nor can be altered. */
export const sealChallenge = ({ session, subject }: LoginChallenge): string =>
  seal(key(), JSON.stringify({ session, subject }));

/** The challenge behind a text. Throws `unauthenticated` for one that we did not make, as for one that is over. */
export function openChallenge(text: string): LoginChallenge {
  try {
    return Content.parse(JSON.parse(unseal(key(), text)));
  } catch {
    return fail('unauthenticated', overChallenge);
  }
}
