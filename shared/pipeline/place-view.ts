import type { Account, Member } from '../domain/account.ts';

/** An account as somebody sees it who may work in it. */
export const placeView = (
  { accountId, name, kind }: Account,
  { role, createdAt }: Pick<Member, 'role' | 'createdAt'>,
) => ({ accountId, name, kind, role, joinedAt: createdAt });
