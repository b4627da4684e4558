import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../shared/domain/audit.ts';
import { anchorKey, parseAnchorKey } from '../../shared/domain/audit-anchor.ts';
import { chainEntry, emptyChain, endAt } from '../../shared/domain/audit-chain.ts';
import type { ChainFault } from '../../shared/domain/audit-verifier.ts';
import { ExportReader } from '../../shared/domain/export-reader.ts';
import { sha256 } from '../support/sha256.ts';

const accountId = `acc_${'1'.repeat(32)}`;

function chain(count: number): AuditEntry[] {
  let end = emptyChain;
  return Array.from({ length: count }, (_, index) => {
    const entry = chainEntry(
      end,
      {
        accountId,
        at: `2026-11-01T10:00:0${index}.000Z`,
        actor: { kind: 'system' },
        action: 'renderDocuments',
        target: { kind: 'document', id: `doc_${index}` },
        result: 'done',
      },
      sha256,
    );
    end = endAt(entry);
    return entry;
  });
}

const entries = chain(6);
const placeOf = (seq: number) => ({ seq, hash: entries[seq - 1]?.hash ?? '0'.repeat(64) });
const head = (from: number, of = accountId) => ({
  export: { format: 'mytypist-audit-1', accountId: of, from, at: '2026-11-02T00:00:00.000Z' },
});
const next = (after: number) => ({ next: { after } });
const end = (seq: number) => ({ end: placeOf(seq) });
const anchor = (seq: number, hash = placeOf(seq).hash) => ({ anchor: { seq, hash } });

/** What a reader finds, and the reader. */
function read(lines: readonly unknown[], known?: ConstructorParameters<typeof ExportReader>[1]) {
  const reader = new ExportReader(sha256, known);
  let fault: ChainFault | undefined;
  for (const line of lines) {
    fault = reader.take(typeof line === 'string' ? line : JSON.stringify(line));
    if (fault) return { fault, reader };
  }
  return { fault: reader.finish(), reader };
}

const parts = [
  [head(1), anchor(2), anchor(5), ...entries.slice(0, 3), next(3)],
  [head(4), ...entries.slice(3), end(6)],
] as const;
const whole = parts.flat();

describe('an export', () => {
  test('is whole in one part or several, with anchors that agree', () => {
    const { fault, reader } = read(whole);
    expect(fault).toBeUndefined();
    expect(reader.accountId).toBe(accountId);
    expect(reader.end).toMatchObject(placeOf(6));
    expect(reader.anchored).toEqual(placeOf(5));
    expect(read([head(1), ...entries, end(6)]).fault).toBeUndefined();
    expect(read([head(1), ...entries, end(6)]).reader.anchored).toBeUndefined();
  });

  test('may be gone on with later', () => {
    expect(
      read([head(1), ...entries.slice(0, 4), end(4), head(5), ...entries.slice(4), end(6)]).fault,
    ).toBeUndefined();
  });

  const changed = { ...entries[2], content: { ...entries[2]?.content, action: 'getMe' } };
  test.each<[string, readonly unknown[], ChainFault['code'], number]>([
    ['of nothing', [], 'unreadable', 1],
    ['that is something else', ['hello'], 'unreadable', 1],
    ['of another format', [{ export: { ...head(1).export, format: 'other' } }], 'unreadable', 1],
    ['without a beginning', entries, 'unreadable', 1],
    ['with an entry that was changed', [head(1), ...entries.slice(0, 2), changed], 'altered', 3],
    ['with a line that is no JSON', [head(1), ...entries.slice(0, 2), '{"seq":'], 'unreadable', 3],
    ['with something beside an entry', [head(1), { ...entries[0], remark: 'harmless' }], 'unreadable', 1],
    ['without an entry', [head(1), entries[0], entries[2]], 'missing', 2],
    ['without its first part', parts[1], 'missing', 1],
    ['with a part twice', [...parts[0], ...parts[0]], 'repeated', 4],
    ['with a part of another account', [...parts[0], head(4, 'acc_2')], 'foreign', 4],
    ['without its last part', parts[0], 'cut-off', 4],
    ['whose last part stops in the middle', whole.slice(0, -1), 'cut-off', 7],
    ['whose last entries are gone', [head(1), ...entries.slice(0, 5), end(6)], 'cut-off', 6],
    [
      'whose end is another',
      [head(1), ...entries, { end: { seq: 6, hash: 'a'.repeat(64) } }],
      'head-differs',
      6,
    ],
    ['whose end comes too early', [head(1), ...entries, end(5)], 'head-differs', 6],
    ['with something behind its end', [...whole, entries[5]], 'unreadable', 7],
    [
      'with an anchor that differs',
      [head(1), anchor(4, 'b'.repeat(64)), ...entries, end(6)],
      'anchor-differs',
      4,
    ],
    ['with an anchor between entries', [head(1), entries[0], anchor(1)], 'unreadable', 2],
    ['shorter than its anchors', [head(1), anchor(6), ...entries.slice(0, 5), end(5)], 'cut-off', 6],
  ])('%s is broken', (_, lines, code, seq) => {
    const { fault } = read(lines);
    expect(fault).toMatchObject({ code, seq });
    expect(fault?.message).toMatch(/^[A-Z].*\.$/);
  });
});

describe('anchors from somewhere else', () => {
  test('are looked at for their account, besides those of the export', () => {
    const of = (seq: number, hash: string, account = accountId) => [{ accountId: account, seq, hash }];
    expect(read(whole, of(6, placeOf(6).hash)).reader.anchored).toEqual(placeOf(6));
    expect(read(whole, of(6, 'b'.repeat(64))).fault).toMatchObject({ code: 'anchor-differs', seq: 6 });
    expect(read(whole, of(9, 'b'.repeat(64))).fault).toMatchObject({ code: 'cut-off', seq: 7 });
    expect(read(whole, of(6, 'b'.repeat(64), 'acc_2')).fault).toBeUndefined();
  });
});

describe('the key of an anchor', () => {
  test('says whose it is, and of which entry', () => {
    const key = anchorKey(accountId, placeOf(3));
    expect(key).toBe(`anchors/${accountId}/000000000003-${placeOf(3).hash}`);
    expect(parseAnchorKey(key)).toEqual({ accountId, ...placeOf(3) });
  });

  test.each([
    '',
    'anchors/',
    `anchors/${accountId}/3-${'a'.repeat(64)}`,
    `x${anchorKey(accountId, placeOf(1))}`,
  ])('is not "%s"', (key) => {
    expect(parseAnchorKey(key)).toBeUndefined();
  });
});
