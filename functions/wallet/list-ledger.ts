import { listLedger } from '../../shared/contract/wallet.ts';
import * as ledger from '../../shared/data/ledger-reading.ts';
import { periodOf } from '../../shared/domain/moment.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listLedger, async ({ query, actor }) => {
  const filter = { ...periodOf(query), kind: query.kind };
  const { items, nextCursor } = await ledger.listLedger(actor.accountId, query, filter);
  return { items: items.map(({ seq, hash, content }) => ({ ...content, seq, hash })), nextCursor };
});
