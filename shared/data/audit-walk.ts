import type { ChainEnd } from '../domain/audit-chain.ts';
import { readEnd } from './audit-heads.ts';
import { type RawEntry, rawEntries } from './audit-reading.ts';

/**
 * All entries of a chain behind a number, as they lie in the table; then where the table says that the chain ends. What is
 * appended meanwhile is among them: entries and end that do not fit each other are a fault, however busy the account is.
 */
export async function* chainBehind(accountId: string, behind: number): AsyncGenerator<RawEntry, ChainEnd> {
  const expected = await readEnd(accountId);
  let last = behind;
  for await (const raw of rawEntries(accountId, behind + 1, expected.seq)) {
    last = Math.max(last, numberOf(raw));
    yield raw;
  }
  // Read last, it is at least as far as the last entry that was seen.
  const end = await readEnd(accountId);
  if (end.seq <= last) return end;
  for await (const raw of rawEntries(accountId, last + 1, end.seq)) {
    if (numberOf(raw) > end.seq) break;
    yield raw;
  }
  return end;
}

/** By which it lies in the table. */
export const numberOf = ({ sk }: RawEntry): number => Number(sk) || 0;
