import { readEnd } from '../../shared/data/audit-heads.ts';
import { entryIn, type RawEntry, rawEntries } from '../../shared/data/audit-reading.ts';
import type { AuditEntry } from '../../shared/domain/audit.ts';
import { emptyChain } from '../../shared/domain/audit-chain.ts';
import { AuditEntrySchema } from '../../shared/domain/audit-schema.ts';
import { type ChainFault, ChainVerifier } from '../../shared/domain/audit-verifier.ts';
import { sha256 } from './sha256.ts';

/** Call `useTable` first: the chain of an account as it lies in the table of this process. */

export async function rawTrailOf(accountId: string): Promise<RawEntry[]> {
  const all: RawEntry[] = [];
  for await (const raw of rawEntries(accountId, 1, (await readEnd(accountId)).seq)) all.push(raw);
  return all;
}

export const trailOf = async (accountId: string): Promise<AuditEntry[]> =>
  (await rawTrailOf(accountId)).map((raw) => AuditEntrySchema.parse(raw));

/** What is wrong with the chain of an account, without asking anybody else; undefined when it is whole. */
export async function chainFault(accountId: string): Promise<ChainFault | undefined> {
  const verifier = new ChainVerifier({ accountId, from: emptyChain, anchors: [], digest: sha256 });
  for (const raw of await rawTrailOf(accountId)) {
    const fault = verifier.take(entryIn(raw));
    if (fault) return fault;
  }
  return verifier.finish(await readEnd(accountId));
}
