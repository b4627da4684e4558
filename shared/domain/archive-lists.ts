/** The lists of an archive and their columns, in order: each is written as CSV for people and as JSON for programs. */
export const archiveLists = {
  sessions: ['sessionId', 'startedAt', 'lastUsedAt', 'expiresAt', 'address', 'userAgent'],
  accounts: ['accountId', 'name', 'kind', 'role', 'joinedAt'],
  'api-keys': ['keyId', 'accountId', 'name', 'scopes', 'createdAt', 'expiresAt', 'lastUsedAt'],
  'invitations-sent': ['invitationId', 'accountId', 'email', 'role', 'createdAt', 'expiresAt'],
  templates: ['templateId', 'name', 'category', 'description', 'state', 'versions', 'createdAt', 'updatedAt'],
  'template-versions': ['templateId', 'version', 'state', 'problems', 'createdAt', 'file'],
  pictures: ['assetId', 'name', 'state', 'problem', 'width', 'height', 'createdAt', 'file'],
  batches: ['batchId', 'name', 'templateId', 'version', 'state', 'rows', 'ready', 'failed', 'createdAt'],
  documents: [
    'documentId',
    'name',
    'state',
    'failure',
    'templateId',
    'version',
    'batchId',
    'row',
    'pages',
    'createdAt',
    'folder',
  ],
  payments: [
    'paymentId',
    'purpose',
    'reference',
    'amountKobo',
    'state',
    'method',
    'receivedKobo',
    'refundedKobo',
    'createdAt',
    'paidAt',
  ],
  ledger: [
    'number',
    'at',
    'kind',
    'what',
    'id',
    'source',
    'reason',
    'availableChangeKobo',
    'heldChangeKobo',
    'availableKobo',
    'heldKobo',
    'owedKobo',
    'hash',
  ],
  usage: ['day', 'made', 'failed', 'docx', 'pdf', 'bytes', 'batches', 'opened'],
  activity: [
    'number',
    'at',
    'accountId',
    'who',
    'keyId',
    'action',
    'what',
    'id',
    'part',
    'change',
    'result',
    'fields',
    'address',
    'userAgent',
  ],
} as const;

export type ArchiveListName = keyof typeof archiveLists;

/** What stands in a cell; undefined where there is nothing. */
export type ArchiveCell = string | number | boolean | undefined;

/** One line of a list. */
export type ArchiveLine = {
  [Name in ArchiveListName]: {
    list: Name;
    cells: Partial<Record<(typeof archiveLists)[Name][number], ArchiveCell>>;
  };
}[ArchiveListName];
