import * as z from 'zod';
import { endingOf } from '../domain/charge.ts';
import {
  type Document,
  type DocumentState,
  documentFormats,
  documentStates,
  isFinished,
  requeue,
  resendAfter,
} from '../domain/document.ts';
import { notFound } from '../domain/fault.ts';
import type { Leftover } from '../domain/leftover.ts';
import { plans } from '../domain/plan.ts';
import type { ItemChange } from './audit-rule.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { dueKeys, listDue } from './due.ts';
import { entity, type Key, type OnBroken } from './entity.ts';
import * as leftovers from './leftovers.ts';
import { pdfOptionsSchema } from './pdf-options.ts';
import * as removedDocuments from './removed-documents.ts';
import { countingOfDocuments } from './usage-counting.ts';
import * as verifications from './verifications.ts';
import { commit, inGroups, type Write } from './write.ts';

export const Documents = entity<Document>({
  name: 'document',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ documentId }) => documentId,
    open: ['state', 'keepUntil'],
    byJobs: isMilestone,
  },
  json: ['values', 'charge'],
  schema: z.object({
    accountId: z.string(),
    documentId: z.string(),
    templateId: z.string().optional(),
    version: z.number().optional(),
    parts: z.array(z.string()).optional(),
    cover: z.object({ title: z.string(), lines: z.array(z.string()) }).optional(),
    name: z.string(),
    formats: z.array(z.enum(documentFormats)).default(['docx']),
    pdfOptions: pdfOptionsSchema.optional(),
    batch: z.object({ batchId: z.string(), row: z.number() }).optional(),
    state: z.enum(documentStates),
    values: z.record(z.string(), z.unknown()).optional(),
    // Lists read a projection without some of these.
    valuesStored: z.boolean().default(false),
    failure: z.object({ code: z.string(), message: z.string() }).optional(),
    verificationCode: z.string().optional(),
    sha256: z.string().optional(),
    size: z.number().optional(),
    pdf: z
      .object({
        sha256: z.string(),
        size: z.number(),
        pages: z.number(),
        locked: z.boolean().optional(),
        encrypted: z.boolean().optional(),
      })
      .optional(),
    conversion: z
      .object({
        substitutedFonts: z.array(z.object({ asked: z.string(), used: z.array(z.string()) })),
        warnings: z.array(z.object({ code: z.string(), message: z.string() })),
      })
      .optional(),
    keepUntil: z.string().optional(),
    charge: z
      .object({
        priceList: z.string(),
        plan: z.enum(plans),
        kobo: z.int().min(0),
        month: z.string().optional(),
        holdId: z.string().optional(),
      })
      .optional(),
    createdBy: z.string().default(''),
    createdAt: z.string(),
    updatedAt: z.string(),
    revision: z.number(),
  }),
  keys: (document) => ({
    ...documentKey(document.accountId, document.documentId),
    gsi1pk: `account#${document.accountId}#documents`,
    gsi1sk: document.documentId,
    ...(document.templateId === undefined
      ? {}
      : {
          gsi2pk: `account#${document.accountId}#template#${document.templateId}#documents`,
          gsi2sk: document.documentId,
        }),
    ...dueKeysOf(document),
  }),
});

/** An unfinished document is looked after by the clock; a finished one is due when its account no longer keeps it. */
function dueKeysOf({ documentId, updatedAt, keepUntil, state }: Document) {
  if (!isFinished({ state }))
    return dueKeys('document', documentId, new Date(Date.parse(updatedAt) + resendAfter).toISOString());
  return keepUntil === undefined ? {} : dueKeys('expiry', documentId, keepUntil);
}

/**
 * Of what jobs do with documents: that one ends, in whatever way. The thousands that a batch makes stand for themselves:
 * who ran the batch and how it ended is noted there.
 */
function isMilestone({ before, after }: ItemChange<Document>): boolean {
  if (!after) return true;
  if (!before) return after.batch === undefined;
  return before.state !== after.state && isFinished(after);
}

export const documentKey = (accountId: string, documentId: string) => ({
  pk: `account#${accountId}`,
  sk: `document#${documentId}`,
});

/**
 * All or none; false when one of them exists already. More than fit into one transaction with their entries go in
 * several; the first of them are taken back when a later one is not made.
 */
export function insertAll(documents: readonly Document[]): Promise<boolean> {
  const insert = (group: readonly Document[]): Promise<boolean> =>
    commit([...group.map((document) => Documents.insertion(document)), ...countingOfDocuments(group)]);
  return insertInGroups(documents, 0, { insert, takeBack });
}

/**
 * Inserts documents in as many transactions as they take, in order; takes back those of the first when a later one is not made. False
 * when one is not.
 *
 * @param besides items that are written with each transaction, but for what counts the documents
 */
export async function insertInGroups(
  documents: readonly Document[],
  besides: number,
  how: {
    insert: (group: readonly Document[]) => Promise<boolean>;
    takeBack: (documents: readonly Document[]) => Promise<void>;
  },
): Promise<boolean> {
  const written = new Map(documents.map((document) => [Documents.insertion(document), document]));
  const made: Document[] = [];
  for (const writes of inGroups([...written.keys()], besides + countingOfDocuments(documents).length)) {
    const group = writes.flatMap((write) => written.get(write) ?? []);
    const isMade = await how.insert(group).catch(async (error: unknown) => {
      await how.takeBack(made);
      throw error;
    });
    if (!isMade) {
      await how.takeBack(made);
      return false;
    }
    made.push(...group);
  }
  return true;
}

/** Removes documents that nobody has been told of. One that moved on already stays, as after a crash. */
async function takeBack(documents: readonly Document[]): Promise<void> {
  for (const group of inGroups(documents.map((document) => Documents.removal(document)))) await commit(group);
}

export const find = (accountId: string, documentId: string): Promise<Document | undefined> =>
  Documents.get(documentKey(accountId, documentId));

/** Throws `not-found` alike for an unknown id and for one of another account. */
export const get = async (accountId: string, documentId: string): Promise<Document> =>
  (await find(accountId, documentId)) ?? notFound('document');

/** In the order asked for; those that do not exist are left out. */
export async function findMany(accountId: string, documentIds: readonly string[]): Promise<Document[]> {
  const found = await Documents.getMany(documentIds.map((id) => documentKey(accountId, id)));
  const byId = new Map(found.map((document) => [document.documentId, document]));
  return documentIds.flatMap((id) => byId.get(id) ?? []);
}

/**
 * That it has ended is counted by the same transaction, and what it costs is settled. False when somebody changed the document in
 * between.
 */
export const replace = (previous: Document, next: Document): Promise<boolean> =>
  settled(previous, next, next.updatedAt, [
    Documents.replacement(previous, next),
    ...(isFinished(previous) ? [] : countingOfDocuments([next])),
  ]);

/** Makes writes that may end a document, and settles in the same transaction what it costs. */
export async function settled(
  before: Document,
  after: Document | undefined,
  at: string,
  writes: readonly Write[],
): Promise<boolean> {
  const ending = endingOf(before, after);
  if (!ending || !before.charge) return commit(writes);
  // Few of those who read documents end any.
  const { settle } = await import('./document-charges.ts');
  return settle(before, ending, new Date(at), writes);
}

/** Notes documents as queued again; those that moved on in between are left out. */
export async function requeueAll(overdue: readonly Document[], at: Date): Promise<Document[]> {
  const requeued = await Promise.all(
    overdue.map(async (document) => {
      const next = requeue(document, at);
      return (await replace(document, next)) ? [next] : [];
    }),
  );
  return requeued.flat();
}

/**
 * With the code that led to it; what it leaves behind is noted, that it was there, too, and what it costs is given back if it was not
 * finished. False when somebody changed the document in between.
 */
export const remove = (document: Document, left: Leftover): Promise<boolean> =>
  settled(document, undefined, left.since, [
    Documents.removal(document),
    ...verifications.removalOf(document),
    ...removedDocuments.noteOf(document, left.since),
    leftovers.insertionOf(left),
  ]);

/** Newest first; values are left out. */
export async function list(
  accountId: string,
  page: { limit: number; cursor?: string | undefined },
  filter: { templateId?: string | undefined; state?: DocumentState | undefined },
): Promise<{ items: Document[]; nextCursor: string | undefined }> {
  const scope = ['documents', accountId, filter.templateId ?? '', filter.state ?? ''].join('|');
  const { items, end } = await Documents.query({
    ...(filter.templateId
      ? { index: 'byParent', partition: `account#${accountId}#template#${filter.templateId}#documents` }
      : { index: 'byAccount', partition: `account#${accountId}#documents` }),
    newestFirst: true,
    limit: page.limit,
    after: fromCursor(scope, page.cursor),
    where: { state: filter.state },
  });
  return { items, nextCursor: toCursor(scope, end) };
}

/** Unfinished documents of all accounts that have not moved for {@link resendAfter}. */
export const listOverdue = async (at: Date, limit: number, onBroken: OnBroken): Promise<Document[]> =>
  Documents.getReadable(await listDue('document', at, limit), onBroken);

/** Finished documents of all accounts whose time was over by now. */
export const listExpired = async (at: Date, limit: number, onBroken: OnBroken): Promise<Document[]> =>
  Documents.getReadable(await listDue('expiry', at, limit), onBroken);

/** By which `postpone` finds it. */
export const keyOf = ({ accountId, documentId }: Document): Key => documentKey(accountId, documentId);

/** All documents of an account with their values, the oldest first; those made after one where that is named. */
export const all = (accountId: string, after?: string): AsyncGenerator<Document> =>
  Documents.all(`account#${accountId}`, 'document#', after && `document#${after}`);
