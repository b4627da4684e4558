import { exportLedger } from '../../shared/contract/wallet.ts';
import { momentOf } from '../../shared/domain/moment.ts';
import * as ledger from '../../shared/pipeline/ledger-export.ts';
import { http, part } from '../../shared/runtime/http.ts';

export const handler = http(exportLedger, async ({ query, actor }) => {
  const { from, to, kind } = query;
  const filter = { from: from && momentOf(from, 'first'), to: to && momentOf(to, 'last'), kind };
  const { csv, next } = await ledger.exportLedger(actor.accountId, filter, query);
  return next === undefined ? csv : part(csv, { ...query, after: next });
});
