import { createHash, randomBytes } from 'node:crypto';
import type { AuditCause, AuditNote, AuditOrigin } from '../domain/audit.ts';
import { type ChainEnd, chainEntry, type Digest, endAt } from '../domain/audit-chain.ts';
import { insertionOf } from './audit-entries.ts';
import { endIn, forgetEnd, moveOf, probableEnd, rememberEnd } from './audit-heads.ts';
import type { TransactItem } from './write.ts';

/** SHA-256, hexadecimal. */
export const digest: Digest = (text) => createHash('sha256').update(text).digest('hex');

/** What is written to the chains of one or more accounts, together with what it is about. */
export interface Appendix {
  items: TransactItem[];
  /** Where each chain ends once it is written. */
  ends: Map<string, ChainEnd>;
}

export const accountsOf = (notes: readonly AuditNote[]): string[] => [
  ...new Set(notes.map(({ accountId }) => accountId)),
];

/** Bytes: nobody tries all of them. */
const saltBytes = 16;

const originOf = ({ origin }: AuditCause): AuditOrigin | undefined =>
  origin && { salt: randomBytes(saltBytes).toString('hex'), ...origin };

/** Entries for the notes, and the moves of the ends of their chains. */
export async function appendixFor(
  notes: readonly AuditNote[],
  cause: AuditCause,
  at: Date,
): Promise<Appendix> {
  const appendix: Appendix = { items: [], ends: new Map() };
  for (const accountId of accountsOf(notes)) {
    const from = await probableEnd(accountId);
    let end = from;
    for (const note of notes.filter((each) => each.accountId === accountId)) {
      const { actor, action, requestId } = cause;
      const content = { ...note, at: at.toISOString(), actor, action, requestId, origin: originOf(cause) };
      const entry = chainEntry(end, content, digest);
      appendix.items.push(insertionOf(entry).item);
      end = endAt(entry);
    }
    appendix.items.push(moveOf(accountId, from, end));
    appendix.ends.set(accountId, end);
  }
  return appendix;
}

/** The appendix was written. */
export function remember({ ends }: Appendix): void {
  for (const [accountId, end] of ends) rememberEnd(accountId, end);
}

/** The appendix was not written: what this container knew may be old. What the refusals bring back is newer. */
export function unlearn(
  { ends, items }: Appendix,
  refusals: readonly ({ Item?: unknown } | undefined)[],
): void {
  for (const accountId of ends.keys()) forgetEnd(accountId);
  const heads = [...ends.keys()];
  items.forEach((item, index) => {
    const accountId = item.Update ? heads.shift() : undefined;
    const end = endIn(refusals[index]?.Item);
    if (accountId !== undefined && end) rememberEnd(accountId, end);
  });
}
