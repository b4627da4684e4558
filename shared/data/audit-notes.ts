import type { AuditNote } from '../domain/audit.ts';
import { commit } from './write.ts';

/** Entries of one transaction: DynamoDB takes a hundred items, and the end of the chain is one of them. */
const perTransaction = 90;

/** Notes what changes nothing: that something was looked at, or refused. */
export async function note(notes: readonly AuditNote[]): Promise<void> {
  for (let start = 0; start < notes.length; start += perTransaction)
    await commit([], notes.slice(start, start + perTransaction));
}
