import { listLedger } from '../../shared/contract/wallet.ts';
import * as ledger from '../../shared/data/ledger-reading.ts';
import { momentOf } from '../../shared/domain/moment.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listLedger, async ({ query, actor }) => {
  const { from, to, kind } = query;
  const { items, nextCursor } = await ledger.listLedger(actor.accountId, query, {
    from: from && momentOf(from, 'first'),
    to: to && momentOf(to, 'last'),
    kind,
  });
  return { items: items.map(({ seq, hash, content }) => ({ ...content, seq, hash })), nextCursor };
});
