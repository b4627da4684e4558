/**
 * Temporary lockout after failed attempts, as the developer guide describes it: five failures are free, then
 * n failures lock for 2^(n-5) seconds, at most about 15 minutes. A success after the lock, or 15 minutes
 * without any attempt, starts again at zero.
 */
import * as z from 'zod';
import type { CognitoDatabase } from './database.ts';

const FREE_FAILURES = 5;
const LONGEST_SECONDS = 900;

const Row = z.object({ failures: z.int(), attempted_at: z.int(), locked_until: z.int() });

export class Lockout {
  readonly #database: CognitoDatabase;
  readonly #now: () => Date;

  constructor(database: CognitoDatabase, now: () => Date) {
    this.#database = database;
    this.#now = now;
  }

  /** Whether attempts under this key are refused now. Asking while locked counts as an attempt, not a failure. */
  isLocked(key: string): boolean {
    const at = this.#now().getTime();
    const row = this.#read(key);
    if (row === undefined || row.locked_until <= at) return false;
    this.#database.run('UPDATE lockouts SET attempted_at = ? WHERE key = ?', at, key);
    return true;
  }

  recordFailure(key: string): void {
    const at = this.#now().getTime();
    this.#forgetIdle(at);
    const failures = (this.#read(key)?.failures ?? 0) + 1;
    const seconds = failures < FREE_FAILURES ? 0 : Math.min(2 ** (failures - FREE_FAILURES), LONGEST_SECONDS);
    this.#database.run(
      'INSERT OR REPLACE INTO lockouts (key, failures, attempted_at, locked_until) VALUES (?, ?, ?, ?)',
      key,
      failures,
      at,
      at + seconds * 1_000,
    );
  }

  clear(key: string): void {
    this.#database.run('DELETE FROM lockouts WHERE key = ?', key);
  }

  #read(key: string): z.output<typeof Row> | undefined {
    return this.#database.get(
      Row,
      'SELECT failures, attempted_at, locked_until FROM lockouts WHERE key = ?',
      key,
    );
  }

  /** Also keeps guesses at invented names from growing the table for ever. */
  #forgetIdle(at: number): void {
    this.#database.run(
      'DELETE FROM lockouts WHERE attempted_at <= ? AND locked_until <= ?',
      at - LONGEST_SECONDS * 1_000,
      at,
    );
  }
}
