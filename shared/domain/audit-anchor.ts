import type { ChainAnchor } from './audit-verifier.ts';

/**
 * An anchor is an object in a bucket where nothing can be changed. Its key says everything: so a list of keys is enough to
 * prove a chain, and whoever puts another object under a key changes nothing.
 */
export const anchorKey = (accountId: string, { seq, hash }: ChainAnchor): string =>
  `${anchorFolder(accountId)}${String(seq).padStart(12, '0')}-${hash}`;

export const anchorFolder = (accountId: string): string => `anchors/${accountId}/`;

/** The anchor under a key; undefined for a key that we never gave out. */
export function parseAnchorKey(key: string): (ChainAnchor & { accountId: string }) | undefined {
  const [, accountId, seq, hash] = /^anchors\/([^/]+)\/(\d{12})-([0-9a-f]{64})$/.exec(key) ?? [];
  return accountId && seq && hash ? { accountId, seq: Number(seq), hash } : undefined;
}
