/** The `Session` strings between a challenge and its answer: bound to user, client and challenge, used once. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { UserPoolClient } from './client-definition.ts';
import type { CognitoDatabase } from './database.ts';
import { notAuthorized } from './errors.ts';
import { hashSecret } from './secret-hash.ts';
import type { User } from './users.ts';

export type ChallengeName = 'NEW_PASSWORD_REQUIRED' | 'SOFTWARE_TOKEN_MFA';

/** Wrong answers after which a session ends and the password has to be entered again. */
const MOST_FAILURES = 5;

const Row = z
  .object({
    token_hash: z.string(),
    pool_id: z.string(),
    sub: z.string(),
    client_id: z.string(),
    challenge: z.string(),
    expires_at: z.int(),
    failures: z.int(),
  })
  .transform((row) => ({
    tokenHash: row.token_hash,
    poolId: row.pool_id,
    sub: row.sub,
    clientId: row.client_id,
    challenge: row.challenge,
    expiresAt: row.expires_at,
    failures: row.failures,
  }));
export type ChallengeSession = z.output<typeof Row>;

export class ChallengeSessions {
  readonly #database: CognitoDatabase;
  readonly #now: () => Date;

  constructor(database: CognitoDatabase, now: () => Date) {
    this.#database = database;
    this.#now = now;
  }

  /** A new session string; only its hash is kept. */
  start(user: User, client: UserPoolClient, challenge: ChallengeName): string {
    const at = this.#now().getTime();
    const session = randomBytes(48).toString('base64url');
    this.#database.run('DELETE FROM sessions WHERE expires_at <= ?', at);
    this.#database.run(
      'INSERT INTO sessions (token_hash, pool_id, sub, client_id, challenge, expires_at, failures) VALUES (?, ?, ?, ?, ?, ?, 0)',
      hashSecret(session),
      user.poolId,
      user.sub,
      client.id,
      challenge,
      at + client.sessionSeconds * 1_000,
    );
    return session;
  }

  /** @throws CognitoError NotAuthorizedException unless the session is open for this client and challenge */
  require(session: string, client: UserPoolClient, challenge: ChallengeName): ChallengeSession {
    const row = this.#database.get(Row, 'SELECT * FROM sessions WHERE token_hash = ?', hashSecret(session));
    if (row === undefined || row.clientId !== client.id || row.challenge !== challenge) {
      throw notAuthorized('Invalid session for the user.');
    }
    if (row.expiresAt <= this.#now().getTime()) {
      throw notAuthorized('Invalid session for the user, session is expired.');
    }
    return row;
  }

  /**
   * Uses the session up.
   * @throws CognitoError NotAuthorizedException if somebody else has used it meanwhile
   */
  consume(session: ChallengeSession): void {
    if (this.#database.run('DELETE FROM sessions WHERE token_hash = ?', session.tokenHash) !== 1) {
      throw notAuthorized('Invalid session for the user, session can only be used once.');
    }
  }

  recordFailure(session: ChallengeSession): void {
    this.#database.run('UPDATE sessions SET failures = failures + 1 WHERE token_hash = ?', session.tokenHash);
    this.#database.run(
      'DELETE FROM sessions WHERE token_hash = ? AND failures >= ?',
      session.tokenHash,
      MOST_FAILURES,
    );
  }

  /** Ends every open session of a user. */
  endAll(user: User): void {
    this.#database.run('DELETE FROM sessions WHERE pool_id = ? AND sub = ?', user.poolId, user.sub);
  }
}
