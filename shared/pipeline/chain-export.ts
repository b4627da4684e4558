import { note } from '../data/audit-notes.ts';
import { entryIn, type RawEntry } from '../data/audit-reading.ts';
import { chainBehind, numberOf } from '../data/audit-walk.ts';
import { type ExportMark, exportFormat } from '../domain/audit-export.ts';
import { listAnchors } from '../files/anchors.ts';

/** Characters of a part at most: Lambda answers with 6 MB, and nothing in an entry takes more than a byte for one. */
const mostCharacters = 4_000_000;

/**
 * A part of an exported chain, as lines of JSON. Entries go out as they lie in the table, broken ones too: whoever proves the
 * export must find what there is to find. The first part has the anchors, and that somebody exports is noted with it.
 */
export async function exportChain(
  accountId: string,
  { after, limit }: { after: number; limit: number },
  at: Date,
): Promise<string> {
  if (after === 0) await note([{ accountId, target: { kind: 'audit', id: accountId }, result: 'done' }]);
  const head = { format: exportFormat, accountId, from: after + 1, at: at.toISOString() } as const;
  const lines = [line({ export: head })];
  if (after === 0) lines.push(...(await listAnchors(accountId)).map((anchor) => line({ anchor })));
  const chain = chainBehind(accountId, after);
  let [size, count] = [0, 0];
  for (let last = after; ; ) {
    const step = await chain.next();
    if (step.done) {
      const { seq, hash } = step.value;
      lines.push(line({ end: { seq, hash } }));
      break;
    }
    if (count === limit || size > mostCharacters) {
      lines.push(line({ next: { after: last } }));
      break;
    }
    const text = exported(step.value);
    lines.push(text);
    size += text.length;
    count++;
    last = Math.max(last, numberOf(step.value));
  }
  return lines.join('');
}

const line = (mark: ExportMark): string => `${JSON.stringify(mark)}\n`;

const exported = (raw: RawEntry): string => `${JSON.stringify(entryIn(raw))}\n`;
