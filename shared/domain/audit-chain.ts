import type { AuditContent, AuditEntry, AuditOrigin } from './audit.ts';

/** SHA-256 of a text in UTF-8, hexadecimal. Handed in, because the domain imports nothing. */
export type Digest = (text: string) => string;

/** Where a chain stands after some entries. */
export interface ChainEnd {
  seq: number;
  hash: string;
  at: string;
}

/** What the first entry names as the one before it. */
const nothing = '0'.repeat(64);

/** Stands in front of what is hashed: a hash of something else can never pass for one of an entry. */
const format = 'mytypist-audit-1';

/** A chain without entries. */
export const emptyChain: ChainEnd = { seq: 0, hash: nothing, at: '' };

/** JSON with the keys of all objects in order, and without what is undefined: one text for one content. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

export const hashEntry = (
  { seq, prev, content }: Pick<AuditEntry, 'seq' | 'prev'> & { content: object },
  digest: Digest,
): string => digest(`${format}\n${canonicalJson({ seq, prev, content })}`);

export const hashOrigin = ({ salt, ip, userAgent }: AuditOrigin, digest: Digest): string =>
  digest(`${format}\n${canonicalJson({ salt, ip, userAgent })}`);

/** The entry that follows the end of a chain. Its time is moved forward where a clock went back. */
export function chainEntry(
  end: ChainEnd,
  { origin, ...content }: Omit<AuditContent, 'origin'> & { origin?: AuditOrigin | undefined },
  digest: Digest,
): AuditEntry {
  const linked = {
    seq: end.seq + 1,
    prev: end.hash,
    content: {
      ...content,
      at: content.at > end.at ? content.at : end.at,
      ...(origin ? { origin: hashOrigin(origin, digest) } : {}),
    },
  };
  return { ...linked, hash: hashEntry(linked, digest), ...(origin ? { origin } : {}) };
}

export const endAt = ({ seq, hash, content: { at } }: AuditEntry): ChainEnd => ({ seq, hash, at });
