/** Six-digit codes sent by mail: one per person and purpose, with an expiry and an hourly attempt limit. */
import { randomInt, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { CognitoDatabase } from './database.ts';
import { CognitoError, limitExceeded } from './errors.ts';

export type CodePurpose = 'ConfirmSignUp' | 'ResetPassword' | 'VerifyEmail';

const HOUR_MS = 3_600_000;

/** From Cognito's quota page, "code validity". */
const LIFE_MS: Record<CodePurpose, number> = {
  ConfirmSignUp: 24 * HOUR_MS,
  ResetPassword: HOUR_MS,
  VerifyEmail: 24 * HOUR_MS,
};

/**
 * Requests and wrong entries allowed in an hour, each counted on its own. The developer guide says "between 5
 * and 20, depending on risk"; the emulator takes the strictest.
 */
const PER_HOUR = 5;

const Row = z.object({ code: z.string(), target: z.string(), expires_at: z.int() });
const Count = z.object({ attempts: z.int() });

const mismatch = (): CognitoError =>
  new CognitoError('CodeMismatchException', 'Invalid verification code provided, please try again.');

const expired = (): CognitoError =>
  new CognitoError('ExpiredCodeException', 'Invalid code provided, please request a code again.');

export class Codes {
  readonly #database: CognitoDatabase;
  readonly #now: () => Date;

  constructor(database: CognitoDatabase, now: () => Date) {
    this.#database = database;
    this.#now = now;
  }

  /** Makes a code for the subject, in place of an earlier one; `target` is the address it will be sent to. */
  issue(subject: string, purpose: CodePurpose, target: string): string {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    this.#database.run(
      'INSERT OR REPLACE INTO codes (subject, purpose, code, target, expires_at) VALUES (?, ?, ?, ?, ?)',
      subject,
      purpose,
      code,
      target,
      this.#now().getTime() + LIFE_MS[purpose],
    );
    return code;
  }

  /**
   * Counts one request for a code, for known and unknown subjects alike.
   * @throws CognitoError LimitExceededException for the sixth within an hour
   */
  countRequest(subject: string, purpose: CodePurpose): void {
    const key = `request/${purpose}/${subject}`;
    this.#requireAllowance(key);
    this.#countAttempt(key);
  }

  /**
   * Checks a code and returns the address it was sent to. It stays valid until `discard`, which belongs in the
   * transaction that uses it.
   * @throws CognitoError ExpiredCodeException, CodeMismatchException or LimitExceededException
   */
  check(subject: string, purpose: CodePurpose, given: string): string {
    const key = `entry/${purpose}/${subject}`;
    this.#requireAllowance(key);
    const row = this.#database.get(
      Row,
      'SELECT code, target, expires_at FROM codes WHERE subject = ? AND purpose = ?',
      subject,
      purpose,
    );
    if (row === undefined || row.expires_at <= this.#now().getTime()) throw expired();
    if (!equal(row.code, given)) {
      this.#countAttempt(key);
      throw mismatch();
    }
    return row.target;
  }

  /** What `check` does for somebody who was never sent a code because they do not exist. Always throws. */
  refuse(subject: string, purpose: CodePurpose): never {
    const key = `entry/${purpose}/${subject}`;
    this.#requireAllowance(key);
    this.#countAttempt(key);
    throw mismatch();
  }

  /** Makes a code unusable and forgets the wrong entries before it. */
  discard(subject: string, purpose: CodePurpose): void {
    this.#database.run('DELETE FROM codes WHERE subject = ? AND purpose = ?', subject, purpose);
    this.#database.run('DELETE FROM code_attempts WHERE key = ?', `entry/${purpose}/${subject}`);
  }

  discardAll(subject: string): void {
    this.#database.run('DELETE FROM codes WHERE subject = ?', subject);
  }

  #requireAllowance(key: string): void {
    const since = this.#now().getTime() - HOUR_MS;
    const count = this.#database.get(
      Count,
      'SELECT count(*) AS attempts FROM code_attempts WHERE key = ? AND at > ?',
      key,
      since,
    );
    if (count !== undefined && count.attempts >= PER_HOUR) throw limitExceeded();
  }

  #countAttempt(key: string): void {
    const at = this.#now().getTime();
    this.#database.run('DELETE FROM code_attempts WHERE at <= ?', at - HOUR_MS);
    this.#database.run('INSERT INTO code_attempts (key, at) VALUES (?, ?)', key, at);
  }
}

const equal = (one: string, other: string): boolean =>
  one.length === Buffer.byteLength(other) && timingSafeEqual(Buffer.from(one), Buffer.from(other));
