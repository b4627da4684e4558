/** Object tags, which fauxqs does not keep: a SQLite table beside its objects. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { S3Failure } from './failure.ts';
import { element, elementContents, elementText, S3_NAMESPACE } from './xml.ts';

/** Key and value. */
export type Tag = [string, string];

export interface TagStore {
  /** The tags of an object, or of an upload under way; empty when there are none. */
  get(owner: string): Tag[];
  set(owner: string, tags: Tag[]): void;
  delete(owner: string): void;
  close(): void;
}

const MOST_TAGS = 10;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;
const storedTags = z.array(z.tuple([z.string(), z.string()]));

/** Opens the table in a folder, which is created when missing. */
export function openTagStore(folder: string): TagStore {
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, 'object-tags.db'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec('CREATE TABLE IF NOT EXISTS object_tags (owner TEXT PRIMARY KEY, tags TEXT NOT NULL)');
  const select = database.prepare('SELECT tags FROM object_tags WHERE owner = ?');
  const upsert = database.prepare('INSERT OR REPLACE INTO object_tags (owner, tags) VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM object_tags WHERE owner = ?');
  return {
    get(owner) {
      const tags = select.get(owner)?.tags;
      return typeof tags === 'string' ? storedTags.parse(JSON.parse(tags)) : [];
    },
    set(owner, tags) {
      if (tags.length === 0) remove.run(owner);
      else upsert.run(owner, JSON.stringify(tags));
    },
    delete(owner) {
      remove.run(owner);
    },
    close() {
      database.close();
    },
  };
}

/** The name under which an object's tags are kept. */
export function objectTags(bucket: string, key: string): string {
  return `object:${bucket}/${key}`;
}

/** The name under which the tags of a multipart upload wait for its completion. */
export function uploadTags(uploadId: string): string {
  return `upload:${uploadId}`;
}

/** Reads the `x-amz-tagging` header, a query string. */
export function parseTagHeader(header: string | undefined): Tag[] {
  return checkTags([...new URLSearchParams(header ?? '')]);
}

/** Reads a `<Tagging>` document. */
export function parseTagDocument(xml: string): Tag[] {
  if (!/<TagSet[\s/>]/.test(xml)) {
    throw new S3Failure(400, 'MalformedXML', 'The XML you provided was not well-formed.');
  }
  return checkTags(
    elementContents(xml, 'Tag').map(
      (tag): Tag => [elementText(tag, 'Key') ?? '', elementText(tag, 'Value') ?? ''],
    ),
  );
}

/** Writes a `<Tagging>` document. */
export function tagDocument(tags: Tag[]): string {
  const entries = tags.map(([key, value]) => `<Tag>${element('Key', key)}${element('Value', value)}</Tag>`);
  return `<Tagging xmlns="${S3_NAMESPACE}"><TagSet>${entries.join('')}</TagSet></Tagging>`;
}

function checkTags(tags: Tag[]): Tag[] {
  const invalid = (message: string) => new S3Failure(400, 'InvalidTag', message);
  if (tags.length > MOST_TAGS) {
    throw new S3Failure(400, 'BadRequest', `Object tags cannot be greater than ${MOST_TAGS}`);
  }
  if (new Set(tags.map(([key]) => key)).size < tags.length) {
    throw invalid('Cannot provide multiple Tags with the same key');
  }
  for (const [key, value] of tags) {
    if (key.length < 1 || key.length > LONGEST_KEY) throw invalid('The TagKey you have provided is invalid');
    if (value.length > LONGEST_VALUE) throw invalid('The TagValue you have provided is invalid');
  }
  return tags;
}
