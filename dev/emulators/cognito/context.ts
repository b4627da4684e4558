/** What every operation works with. */
import type { ChallengeSessions } from './challenge-sessions.ts';
import type { Codes } from './codes.ts';
import type { CognitoMail } from './cognito-mail.ts';
import type { CognitoDatabase } from './database.ts';
import type { KeyedQueue } from './keyed-queue.ts';
import type { Lockout } from './lockout.ts';
import type { OneTimeValues } from './one-time-values.ts';
import type { PasswordHasher } from './passwords.ts';
import type { PoolRegistry } from './pool-registry.ts';
import type { SignIns } from './sign-ins.ts';
import type { SigningKey } from './signing-key.ts';
import type { Users } from './users.ts';

export interface CognitoContext {
  region: string;
  now: () => Date;
  database: CognitoDatabase;
  key: SigningKey;
  registry: PoolRegistry;
  users: Users;
  signIns: SignIns;
  sessions: ChallengeSessions;
  codes: Codes;
  oneTime: OneTimeValues;
  /** Issuer of what stands in for an identity provider; undefined where nothing does. */
  standInFor: (provider: string) => string | undefined;
  lockout: Lockout;
  passwords: PasswordHasher;
  /** Password checks of one person, one after another. */
  attempts: KeyedQueue;
  send: (mail: CognitoMail) => void;
}
