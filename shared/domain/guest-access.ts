import type { Account } from './account.ts';
import type { User } from './user.ts';

/**
 * Whether links that were given out of an account still open something. They go with whom they were given by: with an
 * organisation that is closed, and with the owner of a personal account who is disabled or about to be deleted. They come back
 * with them.
 *
 * @param owner of a personal account; who owns an organisation does not matter
 */
export function letsGuestsIn({ kind, closesAt }: Account, owner: User | undefined): boolean {
  if (closesAt !== undefined) return false;
  return kind === 'organisation' || (owner?.state === 'active' && owner.closesAt === undefined);
}
