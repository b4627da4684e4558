import type { AccountRole } from './permission.ts';

/** The tenant: it owns everything and pays for it. */
export interface Account {
  accountId: string;
  name: string;
  /** A personal account belongs to its one user for good; an organisation has members. */
  kind: 'personal' | 'organisation';
  ownerId: string;
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
