import { exportLedger } from '../../shared/contract/wallet.ts';
import { periodOf } from '../../shared/domain/moment.ts';
import * as ledger from '../../shared/pipeline/ledger-export.ts';
import { http, part } from '../../shared/runtime/http.ts';

export const handler = http(exportLedger, async ({ query, actor }) => {
  const filter = { ...periodOf(query), kind: query.kind };
  const { csv, next } = await ledger.exportLedger(actor.accountId, filter, query);
  return next === undefined ? csv : part(csv, { ...query, after: next });
});
