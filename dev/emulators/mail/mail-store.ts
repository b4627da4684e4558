/** Sent mails in SQLite, so that the inbox outlives a restart. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { bareAddress } from './address.ts';

const attachment = z.object({
  fileName: z.string(),
  contentType: z.string(),
  /** Base64. */
  content: z.string(),
});

const mailToDeliver = z.object({
  from: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()).optional(),
  bcc: z.array(z.string()).optional(),
  replyTo: z.array(z.string()).optional(),
  subject: z.string(),
  text: z.string().optional(),
  html: z.string().optional(),
  /** The whole MIME message, for mails that were sent as one. */
  raw: z.string().optional(),
  attachments: z.array(attachment).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  tags: z.record(z.string(), z.string()).optional(),
});

const mail = mailToDeliver.extend({
  id: z.string(),
  /** ISO 8601. */
  sentAt: z.string(),
});

export type MailToDeliver = z.infer<typeof mailToDeliver>;
export type Mail = z.infer<typeof mail>;

export interface MailStore {
  add(mail: MailToDeliver, sentAt: Date): Mail;
  /** Newest first. */
  list(options: { to?: string; limit: number }): Mail[];
  get(id: string): Mail | undefined;
  clear(): void;
  close(): void;
}

/** Opens the store in a folder, which is created when missing. */
export function openMailStore(folder: string): MailStore {
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, 'mail.db'), { enableForeignKeyConstraints: true });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec(`
    CREATE TABLE IF NOT EXISTS mails (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      content TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS recipients (
      address TEXT NOT NULL,
      sequence INTEGER NOT NULL REFERENCES mails (sequence) ON DELETE CASCADE,
      PRIMARY KEY (address, sequence)
    );
  `);
  const insertMail = database.prepare('INSERT INTO mails (id, content) VALUES (?, ?)');
  const insertRecipient = database.prepare(
    'INSERT OR IGNORE INTO recipients (address, sequence) VALUES (?, ?)',
  );
  const selectAll = database.prepare('SELECT content FROM mails ORDER BY sequence DESC LIMIT ?');
  const selectTo = database.prepare(
    'SELECT content FROM recipients JOIN mails USING (sequence) WHERE address = ? ORDER BY sequence DESC LIMIT ?',
  );
  const selectOne = database.prepare('SELECT content FROM mails WHERE id = ?');
  const read = (row: Record<string, unknown>): Mail => mail.parse(JSON.parse(String(row.content)));

  return {
    add(sent, sentAt) {
      const stored: Mail = { ...sent, id: randomUUID(), sentAt: sentAt.toISOString() };
      database.exec('BEGIN');
      try {
        const { lastInsertRowid } = insertMail.run(stored.id, JSON.stringify(stored));
        for (const recipient of [...sent.to, ...(sent.cc ?? []), ...(sent.bcc ?? [])]) {
          insertRecipient.run(bareAddress(recipient), lastInsertRowid);
        }
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
      return stored;
    },
    list({ to, limit }) {
      const rows = to === undefined ? selectAll.all(limit) : selectTo.all(bareAddress(to), limit);
      return rows.map(read);
    },
    get(id) {
      const row = selectOne.get(id);
      return row && read(row);
    },
    clear() {
      database.exec('DELETE FROM mails');
    },
    close() {
      database.close();
    },
  };
}
