import * as z from 'zod';
import { providers } from '../domain/provider.ts';
import type { SocialSignIn } from '../domain/social-sign-in.ts';
import { entity } from './entity.ts';
import { commit } from './write.ts';

const SocialSignIns = entity<SocialSignIn>({
  name: 'social-sign-in',
  // Nobody's yet: what comes of it is a user's session.
  audit: 'none',
  schema: z.object({
    stateHash: z.string(),
    provider: z.enum(providers),
    origin: z.string(),
    challenge: z.string(),
    expiresAt: z.number(),
    revision: z.number(),
  }),
  keys: ({ stateHash }) => keyOf(stateHash),
});

const keyOf = (stateHash: string) => ({ pk: `sign-in#${stateHash}`, sk: 'social' });

/** Those that are over stay here until the table forgets them. */
export const find = (stateHash: string): Promise<SocialSignIn | undefined> =>
  SocialSignIns.get(keyOf(stateHash));

/** False when there is one of this state, which cannot happen by chance. */
export const insert = (signIn: SocialSignIn): Promise<boolean> => commit([SocialSignIns.insertion(signIn)]);

/** Uses a sign-in up; false when somebody else did. */
export const take = (signIn: SocialSignIn): Promise<boolean> => commit([SocialSignIns.removal(signIn)]);
