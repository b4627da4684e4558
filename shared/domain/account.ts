import type { AccountRole } from './permission.ts';

/** What an account pays for. Everybody begins on the free plan. */
export const plans = ['free', 'premium'] as const;
export type Plan = (typeof plans)[number];

/** The tenant: it owns everything and pays for it. */
export interface Account {
  accountId: string;
  name: string;
  /** A personal account belongs to its one user for good; an organisation has members. */
  kind: 'personal' | 'organisation';
  ownerId: string;
  plan: Plan;
  /** Days that documents are kept; for good when it is absent. */
  retentionDays?: number | undefined;
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
