import * as accounts from '../data/accounts.ts';
import * as apiKeys from '../data/api-keys.ts';
import * as invitations from '../data/invitations.ts';
import * as keyUses from '../data/key-uses.ts';
import * as organisations from '../data/organisations.ts';
import type { ApiKey } from '../domain/api-key.ts';
import type { ArchiveLine } from '../domain/archive-lists.ts';
import type { User } from '../domain/user.ts';

/**
 * The accounts a user works in with their role, the API keys they made there and the invitations they sent from there: nothing
 * of other members, and no hash of a secret.
 */
export async function placesOf({ userId, accountId }: User): Promise<ArchiveLine[]> {
  const personal = await accounts.find(accountId);
  const places = await organisations.ofMember(userId);
  const lines: ArchiveLine[] = [
    ...(personal ? [{ account: personal, member: { role: 'owner', createdAt: personal.createdAt } }] : []),
    ...places,
  ].map(({ account, member }) => ({
    list: 'accounts',
    cells: {
      accountId: account.accountId,
      name: account.name,
      kind: account.kind,
      role: member.role,
      joinedAt: member.createdAt,
    },
  }));
  for (const each of [accountId, ...places.map(({ account }) => account.accountId)]) {
    lines.push(...(await keysOf(each, userId)));
    lines.push(...(await sentFrom(each, userId)));
  }
  return lines;
}

async function keysOf(accountId: string, userId: string): Promise<ArchiveLine[]> {
  const keys: ApiKey[] = [];
  for await (const key of apiKeys.all(accountId)) if (key.createdBy === userId) keys.push(key);
  const uses = await keyUses.lastUses(keys.map(({ keyId }) => keyId));
  return keys.map(({ keyId, name, scopes, createdAt, expiresAt }) => ({
    list: 'api-keys',
    cells: {
      keyId,
      accountId,
      name,
      scopes: scopes.join(' '),
      createdAt,
      expiresAt,
      lastUsedAt: uses.get(keyId),
    },
  }));
}

async function sentFrom(accountId: string, userId: string): Promise<ArchiveLine[]> {
  const lines: ArchiveLine[] = [];
  for await (const { invitationId, invitedBy, email, role, createdAt, expiresAt } of invitations.all(
    accountId,
  ))
    if (invitedBy === userId)
      lines.push({
        list: 'invitations-sent',
        cells: {
          invitationId,
          accountId,
          email,
          role,
          createdAt,
          expiresAt: new Date(expiresAt * 1000).toISOString(),
        },
      });
  return lines;
}
