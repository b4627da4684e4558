import { entriesBetween, type LedgerFilter, rangeOf } from '../data/ledger-reading.ts';
import { ledgerHeadings, ledgerLine } from '../domain/ledger/ledger-table.ts';
import { writeCsv } from '../engines/table/write-csv.ts';

/** Bytes of a part at most: Lambda answers with 6 MB, and JSON around a reply makes two bytes of a quotation mark. */
const mostBytes = 2_500_000;

/** Entries looked at for one part: a filter may fit few of them. */
const mostLookedAt = 20_000;

/**
 * A part of a ledger as CSV, the oldest entry first; `next` is the number of the entry behind which the next part begins,
 * undefined in the last one.
 */
export async function exportLedger(
  accountId: string,
  filter: LedgerFilter,
  { after, limit }: { after: number; limit: number },
): Promise<{ csv: string; next: number | undefined }> {
  const { first, last } = await rangeOf(accountId, filter);
  const begin = Math.max(first, after + 1);
  const rows: string[][] = [[...ledgerHeadings]];
  let [size, looked] = [0, begin - 1];
  for await (const entry of entriesBetween(accountId, begin, last)) {
    if (rows.length > limit || size > mostBytes || looked - begin + 1 >= mostLookedAt) break;
    looked = entry.seq;
    if (filter.kind !== undefined && entry.content.kind !== filter.kind) continue;
    const row = ledgerLine(entry);
    rows.push(row);
    size += Buffer.byteLength(row.join());
  }
  const pieces: Buffer[] = [];
  for await (const piece of writeCsv(rows)) pieces.push(piece);
  return { csv: Buffer.concat(pieces).toString('utf8'), next: looked < last ? looked : undefined };
}
