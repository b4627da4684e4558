/**
 * One row per sign-in, named by its `origin_jti`, and the refresh tokens that continue it. Revoking the sign-in
 * ends all its tokens: access tokens are looked up here by their `origin_jti`.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { CognitoDatabase } from './database.ts';
import { CognitoError, notAuthorized } from './errors.ts';
import { hashSecret } from './secret-hash.ts';
import type { User } from './users.ts';

const SignInRow = z
  .object({
    origin_jti: z.string(),
    pool_id: z.string(),
    sub: z.string(),
    client_id: z.string(),
    auth_time: z.int(),
    expires_at: z.int(),
    revoked: z.int(),
  })
  .transform((row) => ({
    originJti: row.origin_jti,
    poolId: row.pool_id,
    sub: row.sub,
    clientId: row.client_id,
    /** Seconds since 1970, as tokens carry it. */
    authTime: row.auth_time,
    /** Milliseconds since 1970; the life of every refresh token of this sign-in ends here. */
    expiresAt: row.expires_at,
    revoked: row.revoked === 1,
  }));
export type SignIn = z.output<typeof SignInRow>;

const TokenRow = z.object({ token_hash: z.string(), rotated_at: z.int().nullable(), origin_jti: z.string() });

const ScopeRow = z.object({ scope: z.string() });

/** The longest an access token can live; its sign-in must be known until then. */
const DAY_MS = 86_400_000;
const REFRESH_TOKEN_BYTES = 64;

export class SignIns {
  readonly #database: CognitoDatabase;
  readonly #now: () => Date;

  constructor(database: CognitoDatabase, now: () => Date) {
    this.#database = database;
    this.#now = now;
  }

  start(user: User, clientId: string, refreshTokenSeconds: number): SignIn {
    const at = this.#now().getTime();
    const signIn = {
      originJti: randomUUID(),
      poolId: user.poolId,
      sub: user.sub,
      clientId,
      authTime: Math.floor(at / 1_000),
      expiresAt: at + refreshTokenSeconds * 1_000,
      revoked: false,
    };
    this.#database.run(
      'INSERT INTO sign_ins (origin_jti, pool_id, sub, client_id, auth_time, expires_at, revoked) VALUES (?, ?, ?, ?, ?, ?, 0)',
      signIn.originJti,
      signIn.poolId,
      signIn.sub,
      signIn.clientId,
      signIn.authTime,
      signIn.expiresAt,
    );
    return signIn;
  }

  /** Notes what the hosted pages were asked for; all tokens of the sign-in carry it. */
  setScope(signIn: SignIn, scope: string): void {
    this.#database.run(
      'INSERT INTO sign_in_scopes (origin_jti, scope) VALUES (?, ?)',
      signIn.originJti,
      scope,
    );
  }

  /** Undefined for a sign-in by the API. */
  scopeOf(signIn: SignIn): string | undefined {
    return this.#database.get(
      ScopeRow,
      'SELECT scope FROM sign_in_scopes WHERE origin_jti = ?',
      signIn.originJti,
    )?.scope;
  }

  find(originJti: string): SignIn | undefined {
    return this.#database.get(SignInRow, 'SELECT * FROM sign_ins WHERE origin_jti = ?', originJti);
  }

  /** A new refresh token of the sign-in; only its hash is kept. */
  newRefreshToken(signIn: SignIn): string {
    const token = randomBytes(REFRESH_TOKEN_BYTES).toString('base64url');
    this.#database.run(
      'INSERT INTO refresh_tokens (token_hash, rotated_at, origin_jti) VALUES (?, NULL, ?)',
      hashSecret(token),
      signIn.originJti,
    );
    return token;
  }

  /** The sign-in a refresh token belongs to, whatever its state. */
  findByRefreshToken(token: string): SignIn | undefined {
    const row = this.#readToken(token);
    return row && this.find(row.origin_jti);
  }

  /**
   * The sign-in a refresh token continues for this client.
   * @throws CognitoError NotAuthorizedException for an unknown, foreign, revoked or expired token
   */
  requireUsable(token: string, clientId: string): SignIn {
    const signIn = this.findByRefreshToken(token);
    if (signIn === undefined || signIn.clientId !== clientId) throw notAuthorized('Invalid Refresh Token');
    if (signIn.revoked) throw notAuthorized('Refresh Token has been revoked');
    if (signIn.expiresAt <= this.#now().getTime()) throw notAuthorized('Refresh Token has expired');
    return signIn;
  }

  /**
   * Marks a refresh token as exchanged. It may be exchanged again until the grace period has passed since the
   * first exchange.
   * @throws CognitoError RefreshTokenReuseException afterwards
   */
  rotate(token: string, graceSeconds: number): void {
    const at = this.#now().getTime();
    const rotatedAt = this.#readToken(token)?.rotated_at ?? undefined;
    if (rotatedAt === undefined) {
      this.#database.run(
        'UPDATE refresh_tokens SET rotated_at = ? WHERE token_hash = ?',
        at,
        hashSecret(token),
      );
    } else if (at - rotatedAt >= graceSeconds * 1_000) {
      throw new CognitoError(
        'RefreshTokenReuseException',
        'Refresh Token has been invalidated by refresh token rotation',
      );
    }
  }

  revoke(originJti: string): void {
    this.#database.run('UPDATE sign_ins SET revoked = 1 WHERE origin_jti = ?', originJti);
  }

  revokeAll(user: User): void {
    this.#database.run(
      'UPDATE sign_ins SET revoked = 1 WHERE pool_id = ? AND sub = ?',
      user.poolId,
      user.sub,
    );
  }

  deleteAll(user: User): void {
    this.#database.run('DELETE FROM sign_ins WHERE pool_id = ? AND sub = ?', user.poolId, user.sub);
  }

  /** Removes sign-ins none of whose tokens can still be valid. */
  forgetExpired(): void {
    this.#database.run('DELETE FROM sign_ins WHERE expires_at <= ?', this.#now().getTime() - DAY_MS);
  }

  #readToken(token: string): z.output<typeof TokenRow> | undefined {
    return this.#database.get(
      TokenRow,
      'SELECT token_hash, rotated_at, origin_jti FROM refresh_tokens WHERE token_hash = ?',
      hashSecret(token),
    );
  }
}
