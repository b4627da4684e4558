import * as previews from '../data/previews.ts';
import { deleteArtefacts } from '../files/artefacts.ts';
import { previewKeysOf } from '../files/keys.ts';

/**
 * Removes all pictures of a document, template or batch that is gone, by its id. Pictures first: what is left after a
 * crash is still found by the next call.
 */
export async function removePreviews(accountId: string, ownerId: string): Promise<void> {
  const found = await previews.listOf(accountId, ownerId);
  await deleteArtefacts(found.flatMap(previewKeysOf));
  await Promise.all(found.map((preview) => previews.remove(preview)));
}
