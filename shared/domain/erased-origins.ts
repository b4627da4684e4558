import type { AuditContent, AuditEntry, AuditNote } from './audit.ts';

/**
 * Whose addresses and user agents go from a trail is an entry of that trail itself, written before they go. So what is gone
 * can be told from what somebody took away: nothing says so there.
 */

/** Names what an entry says is erased. */
const field = 'origins';

/** Of one user, or of everybody who acted on the account. */
export const erasureNote = (accountId: string, userId?: string): AuditNote => ({
  accountId,
  target: userId === undefined ? { kind: 'account', id: accountId } : { kind: 'user', id: userId },
  change: 'removed',
  result: 'done',
  fields: [{ name: field }],
});

const saysErased = ({ actor, change, fields }: AuditContent): boolean =>
  actor.kind === 'system' && change === 'removed' && fields?.length === 1 && fields[0]?.name === field;

/** Entries of a chain that no longer say where somebody acted from. */
export interface ErasedOrigins {
  count: number;
  /** Numbers of the first and the last of them. */
  first: number;
  last: number;
  /** Of those that no later entry speaks of so far: who acted, and the number of their first one. */
  unexplained: Record<string, number>;
}

/** What is known once an entry was taken that follows. Undefined as long as there is none. */
export function withEntry(
  known: ErasedOrigins | undefined,
  { seq, content, origin }: AuditEntry,
): ErasedOrigins | undefined {
  if (known && saysErased(content))
    return { ...known, unexplained: without(known.unexplained, content.target) };
  if (origin || content.origin === undefined) return known;
  const { actor } = content;
  const who = actor.kind === 'user' ? actor.userId : actor.kind;
  return {
    count: (known?.count ?? 0) + 1,
    first: known?.first ?? seq,
    last: seq,
    unexplained: { [who]: seq, ...known?.unexplained },
  };
}

const without = (
  unexplained: Record<string, number>,
  { kind, id }: AuditContent['target'],
): Record<string, number> =>
  kind === 'account' ? {} : Object.fromEntries(Object.entries(unexplained).filter(([who]) => who !== id));

/** The number of the first entry whose origin went and nothing says why. */
export const firstUnexplained = ({ unexplained }: ErasedOrigins): number | undefined =>
  Object.values(unexplained).toSorted((left, right) => left - right)[0];
