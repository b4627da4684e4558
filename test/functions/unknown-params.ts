/** Ids and other parts of paths that have their form and name nothing, for tests of all routes. */
export const unknownParams = {
  sessionId: `ses_${'0'.repeat(32)}`,
  templateId: `tpl_${'0'.repeat(32)}`,
  documentId: `doc_${'0'.repeat(32)}`,
  assetId: `ast_${'0'.repeat(32)}`,
  userId: `usr_${'0'.repeat(32)}`,
  batchId: `bat_${'0'.repeat(32)}`,
  keyId: `key_${'0'.repeat(32)}`,
  kind: 'zip',
  row: '2',
  version: '1',
  code: '0'.repeat(26),
};
