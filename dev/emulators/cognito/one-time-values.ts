/** What hosted pages hand out to be brought back once: the states sent along to a provider, and authorization codes. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { CognitoDatabase } from './database.ts';
import { hashSecret } from './secret-hash.ts';

const Row = z.object({ document: z.string(), expires_at: z.int() });

export class OneTimeValues {
  readonly #database: CognitoDatabase;
  readonly #now: () => Date;

  constructor(database: CognitoDatabase, now: () => Date) {
    this.#database = database;
    this.#now = now;
  }

  /** A new value that stands for a document; only its hash is kept. */
  issue(document: object, minutes: number): string {
    const at = this.#now().getTime();
    const value = randomBytes(32).toString('base64url');
    this.#database.run('DELETE FROM one_time_values WHERE expires_at <= ?', at);
    this.#database.run(
      'INSERT INTO one_time_values (value_hash, document, expires_at) VALUES (?, ?, ?)',
      hashSecret(value),
      JSON.stringify(document),
      at + minutes * 60_000,
    );
    return value;
  }

  /** Uses a value up and returns its document; undefined for one that is unknown, used, expired or of another kind. */
  take<S extends z.ZodType>(schema: S, value: string): z.output<S> | undefined {
    return this.#database.transaction(() => {
      const hash = hashSecret(value);
      const row = this.#database.get(
        Row,
        'SELECT document, expires_at FROM one_time_values WHERE value_hash = ?',
        hash,
      );
      this.#database.run('DELETE FROM one_time_values WHERE value_hash = ?', hash);
      if (row === undefined || row.expires_at <= this.#now().getTime()) return undefined;
      return schema.safeParse(JSON.parse(row.document)).data;
    });
  }
}
