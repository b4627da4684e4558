import { note } from '../data/audit-notes.ts';
import { countingOf } from '../data/usage-counting.ts';
import { commit } from '../data/write.ts';
import type { AuditTarget } from '../domain/audit.ts';
import type { Batch } from '../domain/batch.ts';
import type { Document } from '../domain/document.ts';
import type { Paper } from '../domain/paper/paper.ts';
import type { Actor } from '../domain/user.ts';

/** A document that somebody looks at, or what holds many of them. */
export interface Seen {
  accountId: string;
  /** Who made it. */
  createdBy: string;
  target: AuditTarget;
}

export const seenDocument = ({
  accountId,
  createdBy,
  documentId,
}: Pick<Document, 'accountId' | 'createdBy' | 'documentId'>): Seen => ({
  accountId,
  createdBy,
  target: { kind: 'document', id: documentId },
});

/** @param part which of its files, or which row */
export const seenBatch = (
  { accountId, createdBy, batchId }: Pick<Batch, 'accountId' | 'createdBy' | 'batchId'>,
  part: string,
): Seen => ({ accountId, createdBy, target: { kind: 'batch', id: batchId, part } });

export const seenPaper = ({
  accountId,
  createdBy,
  paperId,
}: Pick<Paper, 'accountId' | 'createdBy' | 'paperId'>): Seen => ({
  accountId,
  createdBy,
  target: { kind: 'paper', id: paperId },
});

/**
 * Notes that somebody was shown what they did not make themselves; an API key is somebody else than who made the key. Call
 * it before anything is handed out: what cannot be noted is not shown.
 *
 * @param viewer undefined for a guest who followed a link
 */
export async function noteAccess(seen: readonly Seen[], viewer: Actor | undefined): Promise<void> {
  const isTheirs = ({ createdBy }: Seen): boolean =>
    viewer !== undefined && viewer.key === undefined && viewer.userId === createdBy;
  const foreign = seen.filter((each) => !isTheirs(each));
  await note(foreign.map(({ accountId, target }) => ({ accountId, target, result: 'done' })));
}

/**
 * Notes that a guest fetches a document by its link, and counts it, before the file is handed out. Its maker's own figures stay as they
 * are: somebody else did it.
 */
export async function noteOpening(document: Document, at: Date): Promise<void> {
  const { accountId, documentId } = document;
  await commit(countingOf([{ accountId, id: documentId, at, usage: { opened: 1 } }]), [
    { accountId, target: { kind: 'document', id: documentId }, result: 'done' },
  ]);
}
