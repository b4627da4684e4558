import * as accounts from '../data/accounts.ts';
import * as members from '../data/members.ts';
import * as users from '../data/users.ts';
import type { Member } from '../domain/account.ts';
import type { User } from '../domain/user.ts';

/** A member as others of the account see them. */
export const memberView = (
  { userId, role, createdAt, revision }: Member,
  { name, email }: Pick<User, 'name' | 'email'>,
) => ({ userId, name, email, role, joinedAt: createdAt, revision });

type MemberView = ReturnType<typeof memberView>;

/** Members with names and addresses; in a personal account its one user. */
export async function listedMembers(
  accountId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: MemberView[]; nextCursor: string | undefined }> {
  const account = await accounts.get(accountId);
  if (account.kind === 'personal') {
    const { ownerId: userId, createdAt } = account;
    const owner: Member = { accountId, userId, role: 'owner', createdAt, revision: 1 };
    return { items: [memberView(owner, await users.get(userId))], nextCursor: undefined };
  }
  const { items, nextCursor } = await members.list(accountId, page);
  const found = await users.findMany(items.map(({ userId }) => userId));
  const byId = new Map(found.map((user) => [user.userId, user]));
  const views = items.flatMap((member) => {
    const user = byId.get(member.userId);
    return user ? [memberView(member, user)] : [];
  });
  return { items: views, nextCursor };
}
