import type { Member } from '../domain/account.ts';
import type { ApiKey } from '../domain/api-key.ts';
import type { User } from '../domain/user.ts';
import { ApiKeys, keyOf as apiKeyKey } from './api-keys.ts';
import { readTogether } from './entity.ts';
import { KeyUses, useKey } from './key-uses.ts';
import { Members, keyOf as memberKey } from './members.ts';
import { Users, userKey } from './users.ts';

/** Everything that decides whether a request is let in. */
export interface Access {
  user: User | undefined;
  /** Their place in the account that was asked for. */
  member: Member | undefined;
  key: ApiKey | undefined;
  /** When the key was used last, about. */
  keyUsedAt: string | undefined;
}

/** Reads it in one call, at its latest state. Without an account there is no membership to look for. */
export async function readAccess(asked: {
  userId: string;
  accountId?: string | undefined;
  keyId?: string | undefined;
}): Promise<Access> {
  const { userId, accountId, keyId } = asked;
  const user = userKey(userId);
  const member = accountId === undefined ? undefined : memberKey(accountId, userId);
  const key = accountId === undefined || keyId === undefined ? undefined : apiKeyKey(accountId, keyId);
  const use = keyId === undefined ? undefined : useKey(keyId);
  const found = await readTogether([user, member, key, use]);
  return {
    user: found(Users, user),
    member: found(Members, member),
    key: found(ApiKeys, key),
    keyUsedAt: found(KeyUses, use)?.usedAt,
  };
}
