import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditActor, AuditContent, AuditEntry } from '../../shared/domain/audit.ts';
import {
  type ChainEnd,
  canonicalJson,
  chainEntry,
  type Digest,
  emptyChain,
  endAt,
  hashEntry,
} from '../../shared/domain/audit-chain.ts';
import { type ChainAnchor, type ChainFault, ChainVerifier } from '../../shared/domain/audit-verifier.ts';
import { erasureNote } from '../../shared/domain/erased-origins.ts';

const digest: Digest = (text) => createHash('sha256').update(text).digest('hex');

const accountId = 'acc_00000000000000000000000000000001';

const contentOf = (number: number): Parameters<typeof chainEntry>[1] => ({
  accountId,
  at: `2026-11-26T10:00:${String(number).padStart(2, '0')}.000Z`,
  actor: { kind: 'user', userId: 'usr_00000000000000000000000000000001' },
  action: 'updateTemplate',
  target: { kind: 'template', id: `tpl_${number}` },
  change: 'changed',
  result: 'done',
  fields: [{ name: 'name' }, { name: 'state', before: 'inspecting', after: 'ready' }],
  origin: { salt: 'ab'.repeat(16), ip: `192.0.2.${number}`, userAgent: 'Firefox' },
});

const never = (): never => {
  throw new Error('there is no such entry');
};

/** A chain of some entries. */
function chainOf(count: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let number = 1; number <= count; number++) {
    const [last] = entries.slice(-1);
    entries.push(chainEntry(last ? endAt(last) : emptyChain, contentOf(number), digest));
  }
  return entries;
}

function faultOf(
  entries: readonly unknown[],
  known: { head?: { seq: number; hash: string }; anchors?: ChainAnchor[]; from?: ChainEnd } = {},
): ChainFault | undefined {
  const { anchors = [], from = emptyChain } = known;
  const verifier = new ChainVerifier({ accountId, from, anchors, digest });
  for (const entry of entries) {
    const fault = verifier.take(entry);
    if (fault) return fault;
  }
  return verifier.finish(known.head);
}

/** The chain with one entry changed. */
const withEntry = (entries: readonly AuditEntry[], seq: number, change: (entry: AuditEntry) => unknown) =>
  entries.map((entry) => (entry.seq === seq ? change(entry) : entry));

const withContent = (entries: readonly AuditEntry[], seq: number, change: Partial<AuditContent>) =>
  withEntry(entries, seq, (entry) => ({ ...entry, content: { ...entry.content, ...change } }));

/** Somebody who knows the rules writes an entry and all that follow it anew. */
function forgedFrom(entries: readonly AuditEntry[], seq: number): AuditEntry[] {
  const forged = entries.slice(0, seq - 1);
  for (const { content } of entries.slice(seq - 1)) {
    const [last] = forged.slice(-1);
    const { origin: _, ...kept } = content;
    forged.push(chainEntry(last ? endAt(last) : emptyChain, { ...kept, action: 'nothing' }, digest));
  }
  return forged;
}

const chain = chainOf(9);
const headOf = (entries: readonly Pick<AuditEntry, 'seq' | 'hash'>[]) => {
  const { seq, hash } = entries.at(-1) ?? emptyChain;
  return { seq, hash };
};

describe('canonical JSON', () => {
  test('orders keys at every level and leaves out what is undefined', () => {
    const value = { b: [{ d: 1, c: 'x' }], a: undefined, ä: null, A: { z: false, y: 0.5 } };
    expect(canonicalJson(value)).toBe('{"A":{"y":0.5,"z":false},"b":[{"c":"x","d":1}],"ä":null}');
  });

  test('is the same for every order of keys, and comes back as what it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('a chain', () => {
  test('counts from one, and each entry names the hash of the one before', () => {
    expect(chain.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(chain[0]?.prev).toBe('0'.repeat(64));
    expect(chain.slice(1).map(({ prev }) => prev)).toEqual(chain.slice(0, -1).map(({ hash }) => hash));
  });

  test('never goes back in time, also when a clock does', () => {
    const [first] = chainOf(1);
    const end = endAt(first ?? chainEntry(emptyChain, contentOf(1), digest));
    const late = chainEntry(end, { ...contentOf(2), at: '2020-01-01T00:00:00.000Z' }, digest);
    expect(late.content.at).toBe(end.at);
  });

  test('in order is proved, with its head, with anchors, from its beginning or from any place', () => {
    const anchors = [chain[2], chain[8]].flatMap((entry) => entry ?? []);
    expect(faultOf(chain, { head: headOf(chain), anchors })).toBeUndefined();
    expect(faultOf([], { head: { seq: 0, hash: emptyChain.hash } })).toBeUndefined();
    const [fourth] = chain.slice(3);
    const from = fourth ? endAt(fourth) : emptyChain;
    expect(faultOf(chain.slice(4), { from, head: headOf(chain), anchors })).toBeUndefined();
  });

  test('is proved as it comes back from JSON', () => {
    expect(faultOf(chain.map((entry) => JSON.parse(JSON.stringify(entry))))).toBeUndefined();
  });

  const erasing = (end: ChainEnd, note: ReturnType<typeof erasureNote>, actor: AuditActor) =>
    chainEntry(end, { ...note, actor, action: 'eraseUsers', at: '2026-11-27T10:00:00.000Z' }, digest);
  const withoutOrigins = chain.map(({ origin: _, ...entry }) => entry);
  const end = endAt(chain[8] ?? never());
  const system = { kind: 'system' } as const;

  test('is proved when addresses and user agents were erased, and does not say them', () => {
    for (const note of [erasureNote(accountId), erasureNote(accountId, `usr_${'0'.repeat(31)}1`)]) {
      const erased = [...withoutOrigins, erasing(end, note, system)];
      expect(faultOf(erased, { head: headOf(erased) })).toBeUndefined();
      expect(JSON.stringify(erased)).not.toMatch(/192\.0\.2|Firefox/);
    }
  });

  test('is broken when they are gone and nothing says why, or only somebody else does', () => {
    const fault = { seq: 1, code: 'origin-removed' };
    expect(faultOf(withoutOrigins, { head: headOf(chain) })).toMatchObject(fault);
    const others = [...withoutOrigins, erasing(end, erasureNote(accountId, 'usr_2'), system)];
    expect(faultOf(others)).toMatchObject(fault);
    const guest = [...withoutOrigins, erasing(end, erasureNote(accountId), { kind: 'guest' })];
    expect(faultOf(guest)).toMatchObject(fault);
    const [first, ...rest] = chain;
    expect(faultOf([{ ...first, origin: undefined }, ...rest])).toMatchObject(fault);
  });
});

describe('of a chain in which somebody', () => {
  const cases: Record<string, [unknown[], ChainFault['seq'], ChainFault['code']]> = {
    'changed an action': [withContent(chain, 4, { action: 'getTemplate' }), 4, 'altered'],
    'changed a time': [withContent(chain, 4, { at: '2026-11-26T10:00:03.000Z' }), 4, 'altered'],
    'changed the actor': [withContent(chain, 4, { actor: { kind: 'guest' } }), 4, 'altered'],
    'changed a value': [
      withContent(chain, 4, { fields: [{ name: 'name' }, { name: 'state', before: 'inspecting' }] }),
      4,
      'altered',
    ],
    'added to the content': [
      withEntry(chain, 4, (entry) => ({ ...entry, content: { ...entry.content, note: 'approved' } })),
      4,
      'altered',
    ],
    'changed the hash': [withEntry(chain, 4, (entry) => ({ ...entry, hash: 'f'.repeat(64) })), 4, 'altered'],
    'changed an entry and its hash': [
      withEntry(chain, 4, ({ seq, prev, content }) => {
        const forged = { seq, prev, content: { ...content, action: 'getTemplate' } };
        return { ...forged, hash: hashEntry(forged, digest) };
      }),
      5,
      'unlinked',
    ],
    'took an entry out': [chain.filter(({ seq }) => seq !== 4), 4, 'missing'],
    'took the first entry out': [chain.slice(1), 1, 'missing'],
    'took an entry out and numbered the rest anew': [
      chain.filter(({ seq }) => seq !== 4).map((entry, index) => ({ ...entry, seq: index + 1 })),
      4,
      'unlinked',
    ],
    'repeated an entry': [
      chain.flatMap((entry) => (entry.seq === 4 ? [entry, entry] : [entry])),
      5,
      'repeated',
    ],
    'exchanged two entries': [
      chain.map((entry) => chain.find(({ seq }) => seq === ({ 4: 5, 5: 4 }[entry.seq] ?? entry.seq))),
      4,
      'missing',
    ],
    'exchanged the contents of two entries': [
      withEntry(chain, 4, (entry) => ({ ...entry, content: chain[4]?.content })),
      4,
      'altered',
    ],
    'put in an entry of another account': [
      withContent(chain, 4, { accountId: 'acc_00000000000000000000000000000002' }),
      4,
      'foreign',
    ],
    'changed the address that was kept beside': [
      withEntry(chain, 4, (entry) => ({ ...entry, origin: { ...entry.origin, ip: '198.51.100.1' } })),
      4,
      'origin-altered',
    ],
    'invented an address': [
      withEntry(chain, 4, (entry) => ({ ...entry, content: { ...entry.content, origin: undefined } })),
      4,
      'altered',
    ],
    'left something that is no entry': [withEntry(chain, 4, () => ({ seq: 4 })), 4, 'unreadable'],
    'left nothing': [withEntry(chain, 4, () => null), 4, 'unreadable'],
    'cut off the end': [chain.slice(0, 6), 7, 'cut-off'],
    'took everything': [[], 1, 'cut-off'],
  };

  test.each(Object.entries(cases))('%s, the first broken entry is named', (_, [entries, seq, code]) => {
    expect(faultOf(entries, { head: headOf(chain) })).toEqual({ seq, code, message: expect.any(String) });
  });

  test('wrote an entry with an address of its own in, the address is not believed', () => {
    const [entry] = chainOf(1);
    const { origin: _, ...content } = entry?.content ?? contentOf(1);
    const silent = chainEntry(emptyChain, content, digest);
    expect(faultOf([{ ...silent, origin: contentOf(1).origin }])).toMatchObject({
      seq: 1,
      code: 'origin-altered',
    });
  });

  test('turned a clock back, the entry is named', () => {
    const [first] = chain;
    const forged = {
      seq: 2,
      prev: first?.hash ?? '',
      content: { ...chain[1]?.content, at: '2020-01-01T00:00:00.000Z' },
    };
    const second = { ...forged, hash: hashEntry(forged, digest), origin: chain[1]?.origin };
    expect(faultOf([first, second])).toMatchObject({ seq: 2, code: 'back-in-time' });
  });

  test('cut off the end and its head too, an anchor tells', () => {
    const cut = chain.slice(0, 6);
    const [anchor] = chain.slice(7);
    expect(faultOf(cut, { head: headOf(cut) })).toBeUndefined();
    expect(faultOf(cut, { head: headOf(cut), anchors: anchor ? [anchor] : [] })).toMatchObject({
      seq: 7,
      code: 'cut-off',
    });
  });

  test('wrote everything anew by the rules, head included, an anchor tells', () => {
    const forged = forgedFrom(chain, 5);
    const [third, , , sixth] = chain.slice(2);
    expect(faultOf(forged, { head: headOf(forged) })).toBeUndefined();
    const anchors = [third, sixth].flatMap((entry) => entry ?? []);
    expect(faultOf(forged, { head: headOf(forged), anchors })).toMatchObject({
      seq: 6,
      code: 'anchor-differs',
    });
  });

  test('put the head back, or gave it another hash, the end is named', () => {
    expect(faultOf(chain, { head: headOf(chain.slice(0, 8)) })).toMatchObject({
      seq: 9,
      code: 'head-differs',
    });
    expect(faultOf(chain, { head: { seq: 9, hash: 'f'.repeat(64) } })).toMatchObject({
      seq: 9,
      code: 'head-differs',
    });
  });

  test('changed one letter anywhere, it is found', () => {
    fc.assert(
      fc.property(fc.nat({ max: 8 }), fc.nat(), (index, position) => {
        const text = JSON.stringify(chain[index]);
        const at = position % text.length;
        const letter = text[at] === '0' ? '1' : '0';
        const changed = `${text.slice(0, at)}${letter}${text.slice(at + 1)}`;
        let entry: unknown = changed;
        try {
          entry = JSON.parse(changed);
        } catch {
          // What is no JSON any more is no entry either.
        }
        const entries = chain.map((each, other) => (other === index ? entry : each));
        const fault = faultOf(entries, { head: headOf(chain) });
        // The name of what is erasable may become another one: then it counts as erased.
        const isErased = JSON.stringify(entry).includes('"hash"') && !fault;
        if (isErased) expect(entry).not.toHaveProperty('origin');
        else expect(fault).toBeDefined();
      }),
    );
  });
});
