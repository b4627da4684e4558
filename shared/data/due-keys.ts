import { dueShards } from './table.ts';

/** Kinds of work that the clock looks after. */
export type DueKind =
  | 'document'
  | 'upload'
  | 'asset'
  | 'avatar'
  | 'expiry'
  | 'batch'
  | 'stale-batch'
  | 'leftover'
  | 'closing'
  | 'closed-account'
  | 'anchor'
  | 'archive'
  | 'hold'
  | 'tally'
  | 'subscription'
  | 'payment'
  | 'refund'
  | 'reconciliation';

/** Index keys of an item that must have moved on by a time; spread over shards by its id. */
export const dueKeys = (kind: DueKind, id: string, by: string): { gsi3pk: string; gsi3sk: string } => ({
  gsi3pk: `due#${kind}#${Number.parseInt(id.slice(-2), 16) % dueShards}`,
  gsi3sk: `${by}#${id}`,
});
