/** Kinds of thing that entries of the audit trail are about. An entity whose changes are noted bears one of them as its name. */
export const auditKinds = [
  'account',
  'adjustment',
  'allowed-addresses',
  'api-key',
  'archive',
  'asset',
  'audit',
  'avatar',
  'batch',
  'batch-result',
  'block',
  'chargeback',
  'document',
  'email-change',
  'invitation',
  'ip-rules',
  'member',
  'payment',
  'paper',
  'recovery-codes',
  'refund',
  'session',
  'subscription',
  'template',
  'template-version',
  'user',
] as const;
export type AuditKind = (typeof auditKinds)[number];

/** What the ids in a path lead to, by the name of the collection before them: `/account/members/{userId}`. */
const collections: Record<string, AuditKind> = {
  accounts: 'account',
  adjustments: 'adjustment',
  'api-keys': 'api-key',
  assets: 'asset',
  batches: 'batch',
  blocks: 'block',
  documents: 'document',
  invitations: 'invitation',
  members: 'member',
  payments: 'payment',
  sessions: 'session',
  statements: 'paper',
  templates: 'template',
  users: 'user',
};

/** The first thing that a path names by an id; undefined for one that names none. */
export function namedIn(path: string): { kind: AuditKind; param: string } | undefined {
  const [, collection = '', param = ''] = /([a-z-]+)\/\{([a-zA-Z]+Id)\}/.exec(path) ?? [];
  const kind = collections[collection];
  return kind && { kind, param };
}

/** What would have been made at a path that names no id, such as `/account/api-keys`; undefined where that is not known. */
export function madeAt(path: string): AuditKind | undefined {
  if (path === '/account/ip-rules') return 'allowed-addresses';
  const last = path.split('/').findLast((segment) => Object.hasOwn(collections, segment));
  return last === undefined ? undefined : collections[last];
}
