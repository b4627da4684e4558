/** The emulator's SQLite file: opens it for its owner only, and reads rows through zod. */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type * as z from 'zod';

const TABLES = `
  CREATE TABLE IF NOT EXISTS pools (id TEXT PRIMARY KEY, properties TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS clients (id TEXT PRIMARY KEY, properties TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS groups (
    pool_id TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (pool_id, name)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS users (
    pool_id TEXT NOT NULL, sub TEXT NOT NULL, email TEXT NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (pool_id, sub), UNIQUE (pool_id, email)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS sign_ins (
    origin_jti TEXT PRIMARY KEY, pool_id TEXT NOT NULL, sub TEXT NOT NULL, client_id TEXT NOT NULL,
    auth_time INTEGER NOT NULL, expires_at INTEGER NOT NULL, revoked INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS sign_ins_of_user ON sign_ins (pool_id, sub);
  CREATE TABLE IF NOT EXISTS refresh_tokens (
    token_hash TEXT PRIMARY KEY, rotated_at INTEGER,
    origin_jti TEXT NOT NULL REFERENCES sign_ins (origin_jti) ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX IF NOT EXISTS refresh_tokens_of_sign_in ON refresh_tokens (origin_jti);
  CREATE TABLE IF NOT EXISTS sign_in_scopes (
    origin_jti TEXT PRIMARY KEY REFERENCES sign_ins (origin_jti) ON DELETE CASCADE, scope TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS one_time_values (
    value_hash TEXT PRIMARY KEY, document TEXT NOT NULL, expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS codes (
    subject TEXT NOT NULL, purpose TEXT NOT NULL, code TEXT NOT NULL, target TEXT NOT NULL,
    expires_at INTEGER NOT NULL, PRIMARY KEY (subject, purpose)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS code_attempts (key TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS code_attempts_by_key ON code_attempts (key, at);
  CREATE TABLE IF NOT EXISTS lockouts (
    key TEXT PRIMARY KEY, failures INTEGER NOT NULL, attempted_at INTEGER NOT NULL,
    locked_until INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS sessions (
    token_hash TEXT PRIMARY KEY, pool_id TEXT NOT NULL, sub TEXT NOT NULL, client_id TEXT NOT NULL,
    challenge TEXT NOT NULL, expires_at INTEGER NOT NULL, failures INTEGER NOT NULL
  ) STRICT;
`;

/** All calls are synchronous: between two `await`s a handler sees and changes one consistent state. */
export class CognitoDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #inTransaction = false;

  /** Opens or creates `cognito.db` in the folder; both are readable by their owner only. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, 'cognito.db');
    // SQLite would create the file with the process's umask; it gives -wal and -shm the mode of the main file.
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    this.#database = new DatabaseSync(file, { timeout: 5_000 });
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
    this.#database.exec(TABLES);
  }

  /** Runs one writing statement and returns how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  /** The first row, parsed; undefined where there is none. */
  get<S extends z.ZodType>(row: S, sql: string, ...values: SQLInputValue[]): z.output<S> | undefined {
    const found = this.#statement(sql).get(...values);
    return found === undefined ? undefined : row.parse(found);
  }

  /** Every row, parsed. */
  all<S extends z.ZodType>(row: S, sql: string, ...values: SQLInputValue[]): z.output<S>[] {
    return this.#statement(sql)
      .all(...values)
      .map((found) => row.parse(found));
  }

  /** All of the work or none of it; an inner transaction joins the outer one. */
  transaction<T>(work: () => T): T {
    if (this.#inTransaction) return work();
    this.#database.exec('BEGIN IMMEDIATE');
    this.#inTransaction = true;
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const prepared = this.#database.prepare(sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }
}
