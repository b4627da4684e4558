import type { Permission } from './permission.ts';

/** A secret that acts for an account in the name of whoever made it, within its scopes. */
export interface ApiKey {
  accountId: string;
  keyId: string;
  /** The user in whose name it acts: it can never do more than they may. */
  createdBy: string;
  name: string;
  scopes: readonly Permission[];
  /** SHA-256 of the secret, hexadecimal. The secret itself has 256 random bits, so a plain hash is enough. */
  secretHash: string;
  /** When it stops working; never when it is absent. */
  expiresAt?: string | undefined;
  /** About when it was used last: noted once an hour. */
  lastUsedAt?: string | undefined;
  createdAt: string;
  revision: number;
}
