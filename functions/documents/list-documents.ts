import { listDocuments } from '../../shared/contract/documents.ts';
import * as documents from '../../shared/data/documents.ts';
import { withShownCharge } from '../../shared/domain/charge.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listDocuments, async ({ query: { templateId, state, ...page }, actor }) => {
  const { items, nextCursor } = await documents.list(actor.accountId, page, { templateId, state });
  return { items: items.map(withShownCharge), nextCursor };
});
