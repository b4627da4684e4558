import { listAssets } from '../../shared/contract/assets.ts';
import * as assets from '../../shared/data/assets.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listAssets, ({ query: { state, ...page }, actor }) =>
  assets.list(actor.accountId, page, { state }),
);
