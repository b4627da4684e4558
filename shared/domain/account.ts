import type { PaidPeriod } from './billing-period.ts';
import { fail } from './fault.ts';
import type { AccountRole } from './permission.ts';
import type { Plan } from './plan.ts';

/** The tenant: it owns everything and pays for it. */
export interface Account {
  accountId: string;
  name: string;
  /** A personal account belongs to its one user for good; an organisation has members. */
  kind: 'personal' | 'organisation';
  ownerId: string;
  /** What was paid for or given; which plan counts says `planAt`. */
  plan: Plan;
  /** What was paid for; absent on the free plan, and for a plan that an operator gave. */
  paid?: PaidPeriod | undefined;
  /** Days that documents are kept; for good when it is absent. */
  retentionDays?: number | undefined;
  /** When everything in it is erased, because its owner closed it; nobody belongs to it any more. */
  closesAt?: string | undefined;
  createdAt: string;
  revision: number;
}

/** A user's place in an organisation. */
export interface Member {
  accountId: string;
  userId: string;
  role: AccountRole;
  createdAt: string;
  revision: number;
}

/** Days between closing an organisation and erasing what is in it: an operator can still bring it back. */
const graceDays = 14;

const day = 24 * 60 * 60_000;

/** A new organisation, and its owner's place in it. */
export function openOrganisation(input: { accountId: string; name: string; ownerId: string; at: Date }): {
  account: Account;
  owner: Member;
} {
  const { accountId, name, ownerId } = input;
  const createdAt = input.at.toISOString();
  return {
    account: { accountId, name, kind: 'organisation', ownerId, plan: 'free', createdAt, revision: 1 },
    owner: { accountId, userId: ownerId, role: 'owner', createdAt, revision: 1 },
  };
}

/** Throws `personal-account` for an account that belongs to one user for good. */
export function requireOrganisation({ kind }: Account): void {
  if (kind === 'personal')
    fail(
      'personal-account',
      'A personal account has its one user and nobody else. Create an organisation, and send its id as X-Account-Id.',
    );
}

/** The organisation on its way out. */
export function closeOrganisation(account: Account, at: Date): Account {
  requireOrganisation(account);
  const closesAt = new Date(at.getTime() + graceDays * day).toISOString();
  return { ...account, closesAt, revision: account.revision + 1 };
}

/** What may be changed; what is left out stays. */
export interface AccountChange {
  name?: string | undefined;
  /** Days; null keeps documents for good. */
  retentionDays?: number | null | undefined;
}

export const changeAccount = (account: Account, { name, retentionDays }: AccountChange): Account => ({
  ...account,
  ...(name === undefined ? {} : { name }),
  ...(retentionDays === undefined ? {} : { retentionDays: retentionDays ?? undefined }),
  revision: account.revision + 1,
});
