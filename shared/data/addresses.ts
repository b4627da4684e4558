import * as z from 'zod';
import type { User } from '../domain/user.ts';
import { entity } from './entity.ts';
import type { Write } from './write.ts';

/** Whom an e-mail address belongs to: one user, whichever way they log in. */
interface Address {
  email: string;
  userId: string;
  revision: number;
}

const Addresses = entity<Address>({
  name: 'address',
  // The record of the user says whose address it is, and is audited.
  audit: 'none',
  schema: z.object({ email: z.string(), userId: z.string(), revision: z.number() }),
  keys: ({ email }) => keyOf(email),
});

const keyOf = (email: string) => ({ pk: `email#${email.toLowerCase()}`, sk: 'user' });

/** It never changes, so it keeps the revision it was made with. */
const addressOf = ({ email, userId }: Pick<User, 'email' | 'userId'>): Address => ({
  email: email.toLowerCase(),
  userId,
  revision: 1,
});

export const find = (email: string): Promise<Address | undefined> => Addresses.get(keyOf(email));

/** Takes a user's address for them; belongs into the transaction that gives the user the address. */
export const insertionOf = (user: Pick<User, 'email' | 'userId'>): Write =>
  Addresses.insertion(addressOf(user));

/** Sets a user's address free; belongs into the transaction that takes it from them. */
export const erasureOf = (user: Pick<User, 'email' | 'userId'>): Write => Addresses.removal(addressOf(user));
