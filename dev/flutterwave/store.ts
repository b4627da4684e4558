/** Everything the sandbox remembers, in SQLite: what was answered is still known after a kill. */
import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import {
  Chargeback,
  Checkout,
  Delivery,
  Due,
  Plan,
  Refund,
  Settings,
  Subscription,
  Token,
  Transaction,
} from './records.ts';

/** Records of one kind. */
export interface Records<T> {
  get(id: string | number): T | undefined;
  /** Inserts or replaces. */
  put(record: T): void;
  /** Newest first, at most so many. */
  newest(limit: number): T[];
  /** Newest first: those with this reference. */
  by(reference: string | number): T[];
  /** Newest first. */
  page(offset: number, limit: number, between: { from: number; to: number }): { items: T[]; total: number };
}

export interface Store {
  checkouts: Records<Checkout>;
  /** By reference of the order. */
  transactions: Records<Transaction>;
  plans: Records<Plan>;
  /** By e-mail address. */
  subscriptions: Records<Subscription>;
  /** By transaction. */
  refunds: Records<Refund>;
  /** By transaction. */
  chargebacks: Records<Chargeback>;
  /** By transaction. */
  deliveries: Records<Delivery>;
  tokens: Records<Token>;
  /** A number that was never given before; begins somewhere else with each folder, so that two never share one. */
  newNumber(): number;
  schedule(due: Due, at: number): void;
  /** What is due by then, the earliest first. */
  dueBy(time: number, limit: number): { sequence: number; due: Due; at: number }[];
  dropDue(sequence: number): void;
  settings(): Settings;
  /** Throws when the result would not be settings. */
  changeSettings(change: { [Name in keyof Settings]?: Settings[Name] | undefined }): void;
  /** Milliseconds that the sandbox's clock is ahead of ours. */
  ahead(): number;
  setAhead(milliseconds: number): void;
  /** All writes of the function, or none. */
  atomically<T>(work: () => T): T;
  clear(): void;
  close(): void;
}

/** @param initial the settings as far as they are not changed; addresses may be others with every start */
export function openStore(folder: string, initial: Settings): Store {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(folder, 'flutterwave.db'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec(`
    CREATE TABLE IF NOT EXISTS records (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      id TEXT NOT NULL,
      reference TEXT NOT NULL,
      created INTEGER NOT NULL,
      content TEXT NOT NULL,
      UNIQUE (kind, id)
    );
    CREATE INDEX IF NOT EXISTS by_reference ON records (kind, reference, sequence);
    CREATE INDEX IF NOT EXISTS by_time ON records (kind, created, sequence);
    CREATE TABLE IF NOT EXISTS due (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      content TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS by_due ON due (at, sequence);
    CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  `);
  const putFact = database.prepare('INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)');
  const getFact = database.prepare('SELECT value FROM facts WHERE name = ?');
  const fact = (name: string): unknown => {
    const row = getFact.get(name);
    return row ? JSON.parse(String(row.value)) : undefined;
  };
  const setFact = (name: string, value: unknown): void => void putFact.run(name, JSON.stringify(value));
  const integer = (name: string): number => z.int().catch(0).parse(fact(name));

  const upsert = database.prepare(`
    INSERT INTO records (kind, id, reference, created, content) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (kind, id) DO UPDATE SET content = excluded.content`);
  const one = database.prepare('SELECT content FROM records WHERE kind = ? AND id = ?');
  const newest = database.prepare(
    'SELECT content FROM records WHERE kind = ? ORDER BY sequence DESC LIMIT ?',
  );
  const byReference = database.prepare(
    'SELECT content FROM records WHERE kind = ? AND reference = ? ORDER BY sequence DESC',
  );
  const between = database.prepare(
    'SELECT content FROM records WHERE kind = ? AND created >= ? AND created < ? ORDER BY created DESC, sequence DESC LIMIT ? OFFSET ?',
  );
  const countBetween = database.prepare(
    'SELECT count(*) AS total FROM records WHERE kind = ? AND created >= ? AND created < ?',
  );

  function records<T extends { createdAt: number }>(
    kind: string,
    schema: z.ZodType<T>,
    idOf: (record: T) => string | number,
    referenceOf: (record: T) => string | number = idOf,
  ): Records<T> {
    const read = (row: Record<string, unknown>): T => schema.parse(JSON.parse(String(row.content)));
    return {
      get(id) {
        const row = one.get(kind, String(id));
        return row && read(row);
      },
      put: (record) =>
        void upsert.run(
          kind,
          String(idOf(record)),
          String(referenceOf(record)),
          record.createdAt,
          JSON.stringify(record),
        ),
      newest: (limit) => newest.all(kind, limit).map(read),
      by: (reference) => byReference.all(kind, String(reference)).map(read),
      page: (offset, limit, { from, to }) => ({
        items: between.all(kind, from, to, limit, offset).map(read),
        total: Number(countBetween.get(kind, from, to)?.total ?? 0),
      }),
    };
  }

  const insertDue = database.prepare('INSERT INTO due (at, content) VALUES (?, ?)');
  const selectDue = database.prepare(
    'SELECT sequence, at, content FROM due WHERE at <= ? ORDER BY at, sequence LIMIT ?',
  );
  const deleteDue = database.prepare('DELETE FROM due WHERE sequence = ?');
  if (fact('number') === undefined) setFact('number', randomInt(100_000_000, 900_000_000));

  const changes = (): object => z.looseObject({}).parse(fact('settings') ?? {});
  const settings = (): Settings => Settings.parse({ ...initial, ...changes() });
  const defaults = new Map<string, unknown>(Object.entries(initial));
  const isUnlike = (name: string, value: unknown): boolean => defaults.get(name) !== value;
  let depth = 0;
  return {
    checkouts: records(
      'checkout',
      Checkout,
      ({ id }) => id,
      ({ txRef }) => txRef,
    ),
    transactions: records(
      'transaction',
      Transaction,
      ({ id }) => id,
      ({ txRef }) => txRef,
    ),
    plans: records('plan', Plan, ({ id }) => id),
    subscriptions: records(
      'subscription',
      Subscription,
      ({ id }) => id,
      ({ customer }) => customer.email,
    ),
    refunds: records(
      'refund',
      Refund,
      ({ id }) => id,
      ({ transactionId }) => transactionId,
    ),
    chargebacks: records(
      'chargeback',
      Chargeback,
      ({ id }) => id,
      ({ transactionId }) => transactionId,
    ),
    deliveries: records(
      'delivery',
      Delivery,
      ({ id }) => id,
      ({ transactionId }) => transactionId ?? '',
    ),
    tokens: records('token', Token, ({ token }) => token),
    newNumber() {
      const number = integer('number') + 1;
      setFact('number', number);
      return number;
    },
    schedule: (due, at) => void insertDue.run(at, JSON.stringify(due)),
    dueBy: (time, limit) =>
      selectDue.all(time, limit).map((row) => ({
        sequence: Number(row.sequence),
        at: Number(row.at),
        due: Due.parse(JSON.parse(String(row.content))),
      })),
    dropDue: (sequence) => void deleteDue.run(sequence),
    settings,
    changeSettings(change) {
      const changed = Settings.parse({ ...settings(), ...change });
      const unlike = Object.entries(changed).filter(([name, value]) => isUnlike(name, value));
      setFact('settings', Object.fromEntries(unlike));
    },
    ahead: () => integer('ahead'),
    setAhead: (milliseconds) => setFact('ahead', milliseconds),
    atomically(work) {
      if (depth > 0) return work();
      depth++;
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      } finally {
        depth--;
      }
    },
    clear() {
      database.exec('DELETE FROM records; DELETE FROM due');
      setFact('settings', {});
      setFact('ahead', 0);
    },
    close: () => database.close(),
  };
}
