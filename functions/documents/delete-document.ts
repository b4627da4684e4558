import { deleteDocument } from '../../shared/contract/documents.ts';
import * as documents from '../../shared/data/documents.ts';
import { requireFinished } from '../../shared/domain/document.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { deleteArtefacts } from '../../shared/files/artefacts.ts';
import { keysOf } from '../../shared/files/keys.ts';
import { http } from '../../shared/runtime/http.ts';

/** The record goes first: a crash in between leaves a file nobody can reach, never a record without its file. */
export const handler = http(deleteDocument, async ({ params, actor }) => {
  const document = await documents.get(actor.accountId, params.documentId);
  requireFinished(document);
  requireWon(await documents.remove(document));
  await deleteArtefacts(keysOf(document));
});
