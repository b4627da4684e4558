import * as z from 'zod';
import type { Document } from '../domain/document.ts';
import { keyLife } from '../domain/idempotency.ts';
import { entity, type Key } from './entity.ts';
import { isRepeatable } from './repeated-making.ts';
import type { Write } from './write.ts';

/** That a document was there and is removed. */
interface RemovedDocument {
  accountId: string;
  documentId: string;
  /** Second after which nobody can repeat the order that made it. */
  expiresAt: number;
  revision: number;
}

const removedKey = (accountId: string, documentId: string): Key => ({
  pk: `account#${accountId}`,
  sk: `removed#${documentId}`,
});

const RemovedDocuments = entity<RemovedDocument>({
  name: 'removed-document',
  // The removal is audited.
  audit: 'none',
  schema: z.object({
    accountId: z.string(),
    documentId: z.string(),
    expiresAt: z.number(),
    revision: z.number(),
  }),
  keys: ({ accountId, documentId }) => removedKey(accountId, documentId),
});

/**
 * What notes that a document is removed, together with its removal: an order that is repeated would store it again under its id, and
 * charge for it. Nothing for one that no repetition can make.
 *
 * @param at when it is removed
 */
export function noteOf({ accountId, documentId, batch, createdAt }: Document, at: string): Write[] {
  const expiresAt = Math.floor(Date.parse(createdAt) / 1000) + keyLife;
  return batch !== undefined || expiresAt <= Date.parse(at) / 1000
    ? []
    : [RemovedDocuments.overwriting({ accountId, documentId, expiresAt, revision: 1 })];
}

/** Documents that are to be stored, but for those that an earlier attempt at the request has stored and somebody has removed since. */
export async function withoutRemoved(queued: readonly Document[]): Promise<Document[]> {
  if (!isRepeatable()) return [...queued];
  const removed = await RemovedDocuments.getMany(
    queued.map(({ accountId, documentId }) => removedKey(accountId, documentId)),
  );
  const ids = new Set(removed.map(({ documentId }) => documentId));
  return queued.filter(({ documentId }) => !ids.has(documentId));
}
