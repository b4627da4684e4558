/**
 * The shape of the one table. `lib/data-stack.ts` creates it from this, and the local cloud reads it from
 * there. Access patterns are listed in `docs/access-patterns.md`.
 */
export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Epoch seconds after which DynamoDB may remove an item; readers must not rely on it being gone. */
  timeToLive: 'expiresAt',
  /** How every partition of the audit trail begins: functions that only note something may write there only. */
  auditPrefix: 'audit#',
  /** How every partition begins that only decides about letting requests in: every function may count there. */
  limitPrefix: 'limit#',
  /** How every partition begins that every function reads to learn whom not to let in, and may not write. */
  guardPrefix: 'guard#',
  /** How every partition begins that failures are counted in, that keeps somebody out for a time, and that tells of abuse. */
  offencePrefix: 'offence#',
  blockPrefix: 'block#',
  eventPrefix: 'security#',
  indexes: {
    /** Lists of an account, newest last: everything of one kind. */
    byAccount: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
    /** Lists of an account narrowed to one parent, such as the documents of a template. */
    byParent: { partitionKey: 'gsi2pk', sortKey: 'gsi2sk' },
    /** Work that is due by a time; sparse, and spread over shards because it has no account. */
    byDue: { partitionKey: 'gsi3pk', sortKey: 'gsi3sk' },
  },
  /**
   * What lists show. Values are left out on purpose: they may be 100 kB each and would be copied into the
   * indexes with every change of state. DynamoDB allows 20; whose an item is stands in its key.
   */
  projected: [
    'documentId',
    'templateId',
    'assetId',
    'version',
    'latestVersion',
    'name',
    'description',
    'category',
    'state',
    'failure',
    'batch',
    'charge',
    'picture',
    'sha256',
    'size',
    'pdf',
    'formats',
    'createdAt',
    'updatedAt',
    'revision',
  ],
} as const;

/** How every partition begins that counts what accounts and users did: whoever only shows something may count there. */
export const usagePrefix = 'usage#';

/** Items that count one thing together: transactions that change one item wait for each other. */
export const usageShards = 4;

/** What the main keys of noted uses of API keys begin with, and of nothing else: functions may write there that may not elsewhere. */
export const keyUsePrefix = 'key-use#';

export const indexNames = [
  'byAccount',
  'byParent',
  'byDue',
] as const satisfies (keyof typeof table.indexes)[];

export type IndexName = (typeof indexNames)[number];

/** Partitions of an index without an account: enough that none is hot, few enough to read all of them. */
export const dueShards = 4;

/** As {@link dueShards}, for what happened on one day: every change of every account is written there once. */
export const auditDayShards = 16;
