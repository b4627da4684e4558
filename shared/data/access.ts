import type { Member } from '../domain/account.ts';
import type { ApiKey } from '../domain/api-key.ts';
import type { Block } from '../domain/block.ts';
import type { AllowedAddresses, IpRules } from '../domain/ip-list.ts';
import type { User } from '../domain/user.ts';
import { keyOfAccount, keyOfPersonal, StoredAllowedAddresses } from './allowed-addresses.ts';
import { ApiKeys, keyOf as apiKeyKey } from './api-keys.ts';
import { Blocks } from './blocks.ts';
import { type Key, readTogether } from './entity.ts';
import { StoredIpRules } from './ip-rules.ts';
import { KeyUses, useKey } from './key-uses.ts';
import { Members, keyOf as memberKey } from './members.ts';
import { Counters } from './rate-counters.ts';
import { Users, userKey } from './users.ts';

/** Everything that decides whether a request is let in. */
export interface Access {
  user: User | undefined;
  /** Their place in the account that was asked for. */
  member: Member | undefined;
  key: ApiKey | undefined;
  /** When the key was used last, about. */
  keyUsedAt: string | undefined;
  /** What the counter that was asked for says; 0 when nothing was counted. */
  counted: number;
  /** From where the user's personal account may be used, and the account that was asked for. */
  addresses: { personal: AllowedAddresses | undefined; account: AllowedAddresses | undefined };
  /** What keeps them out, if there is anything. */
  block: Block | undefined;
  /** The rules of the system, if they were asked for. */
  ipRules: IpRules | undefined;
}

/** What to look up; what is left out is not looked for. */
export interface AskedAccess {
  userId?: string | undefined;
  accountId?: string | undefined;
  keyId?: string | undefined;
  counter?: Key | undefined;
  block?: Key | undefined;
  ipRules?: Key | undefined;
}

/** Reads it in one call, at its latest state. Without an account there is no membership to look for. */
export async function readAccess(asked: AskedAccess): Promise<Access> {
  const { userId, accountId, keyId, counter, block, ipRules } = asked;
  const user = userId === undefined ? undefined : userKey(userId);
  const member = accountId === undefined || userId === undefined ? undefined : memberKey(accountId, userId);
  const key = accountId === undefined || keyId === undefined ? undefined : apiKeyKey(accountId, keyId);
  const use = keyId === undefined ? undefined : useKey(keyId);
  const personal = userId === undefined ? undefined : keyOfPersonal(userId);
  const account = accountId === undefined ? undefined : keyOfAccount(accountId);
  const found = await readTogether([user, member, key, use, personal, account, counter, block, ipRules]);
  return {
    user: found(Users, user),
    member: found(Members, member),
    key: found(ApiKeys, key),
    keyUsedAt: found(KeyUses, use)?.usedAt,
    counted: found(Counters, counter) ?? 0,
    addresses: {
      personal: found(StoredAllowedAddresses, personal),
      account: found(StoredAllowedAddresses, account),
    },
    block: found(Blocks, block),
    ipRules: found(StoredIpRules, ipRules),
  };
}
