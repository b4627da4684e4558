import * as z from 'zod';
import type { Account } from '../domain/account.ts';
import type { AllowedAddresses } from '../domain/ip-list.ts';
import { entity, type Key } from './entity.ts';
import { ListedAddress } from './listed-address.ts';
import { commit, type Write } from './write.ts';

/**
 * From where an account may be used. The list of a personal account lies beside its user: who they are is known when a request
 * is to be let in, and the id of their account only after it was read.
 */
export interface StoredAddresses extends AllowedAddresses {
  /** Whose personal account it is; absent for an organisation. */
  userId?: string | undefined;
}

export const StoredAllowedAddresses = entity<StoredAddresses>({
  name: 'allowed-addresses',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ accountId }) => accountId,
    quiet: ['updatedBy'],
  },
  schema: z.object({
    accountId: z.string(),
    userId: z.string().optional(),
    addresses: z.array(ListedAddress),
    updatedBy: z.string(),
    updatedAt: z.string(),
    revision: z.number(),
  }),
  keys: ({ accountId, userId }) => (userId === undefined ? keyOfAccount(accountId) : keyOfPersonal(userId)),
});

export const keyOfAccount = (accountId: string): Key => ({ pk: `account#${accountId}`, sk: 'addresses' });
export const keyOfPersonal = (userId: string): Key => ({ pk: `user#${userId}`, sk: 'addresses' });

type Owned = Pick<Account, 'accountId' | 'kind' | 'ownerId'>;

const ownerOf = ({ kind, ownerId }: Owned): string | undefined => (kind === 'personal' ? ownerId : undefined);

/** Undefined while nobody has written a list. */
export function find(account: Owned): Promise<StoredAddresses | undefined> {
  const userId = ownerOf(account);
  return StoredAllowedAddresses.get(
    userId === undefined ? keyOfAccount(account.accountId) : keyOfPersonal(userId),
  );
}

/** False when somebody changed or made the list in between. */
export const replace = (
  account: Owned,
  previous: StoredAddresses | undefined,
  next: AllowedAddresses,
): Promise<boolean> => commit([changeOf(previous, { ...next, userId: ownerOf(account) })]);

const changeOf = (previous: StoredAddresses | undefined, next: StoredAddresses): Write =>
  previous ? StoredAllowedAddresses.replacement(previous, next) : StoredAllowedAddresses.insertion(next);
